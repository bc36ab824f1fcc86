# PixelCNN과 PixelRNN: 픽셀을 하나씩 읽는 모델
knob-stack = 층 쌓기
knob-stack-why = 게이트: 위쪽 행들을 보는 층과 자기 행을 보는 층을 따로 쌓습니다. 단순: 마스크 합성곱을 한 줄로 쌓으며, 오른쪽 위에 사각지대가 생깁니다.
knob-filters = 필터
knob-filters-why = 픽셀마다 신경망이 지니는 수의 개수입니다. 두 배로 늘리면 한 스텝이 네 배쯤 비싸집니다.
knob-blocks = 블록
knob-blocks-why = 첫 층 뒤에 오는 층(잔차 블록)의 수입니다. 하나 늘 때마다 한 행 더 위까지, 한 열 더 왼쪽까지 봅니다.
knob-memory-layers = 층
knob-memory-layers-why = 기억을 지닌 층을 몇 겹 쌓을지 정합니다. 하나 늘 때마다 왼쪽으로 한 픽셀 더, 위로는 더 넓은 삼각형을 봅니다.
knob-levels = 회색 단계
knob-levels-why = 값 하나가 가질 수 있는 밝기의 수입니다. 2는 흑백으로 픽셀마다 동전 하나를 던지고, 더 많으면 단계들 위의 소프트맥스입니다. 단계 수가 다르면 나트를 서로 비교할 수 없습니다.
choice-gated = 게이트
choice-plain = 단순
preset-pixel-cnn-greys = 회색 네 단계
preset-pixel-cnn-greys-why = 획의 가장자리가 부드러워집니다. 픽셀마다 네 단계 가운데 하나를 고르며, 차원당 비트는 이 모두를 셉니다.
preset-pixel-cnn-blind = 사각지대
preset-pixel-cnn-blind-why = 한 줄로 쌓은 블록 두 개입니다. 픽셀을 눌러 보십시오. 오른쪽 위 먼 곳은 먼저 그려졌는데도 아무 영향을 주지 못합니다. 그쪽에서 오는 획은 길을 잃습니다.
preset-pixel-cnn-near = 근시
preset-pixel-cnn-near-why = 블록이 없어 픽셀은 세 행과 세 열만 봅니다. 획은 매끄럽지만 모여서 숫자를 이루지 못합니다.
preset-pixel-rnn-greys = 회색 네 단계
preset-pixel-rnn-greys-why = 픽셀마다 네 단계 가운데 하나를 고르고, 기억이 그것을 아래로 실어 나릅니다.
preset-pixel-rnn-small = 작은 기억
preset-pixel-rnn-small-why = 픽셀마다 두 수뿐인 기억으로는 위쪽 행에서 읽은 것을 다 지닐 수 없습니다. 숫자가 잘 시작되었다가 다른 숫자로 끝납니다.

# 픽셀을 하나씩 읽는 모델의 무대
stage-surprise = 놀람
stage-receptive = 픽셀이 보는 곳
stage-completed = 이어 그리기
stage-expected = 예상한 대로
stage-surprise-row = 놀람
stage-receptive-row = 보는 곳
stage-completed-row = 이어 그림
stage-samples-caption-growing = { $all }개 픽셀 가운데 { $done }번째 · 그림 하나에 신경망 계산 { $passes }번, GAN은 1번
