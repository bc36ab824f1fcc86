# 조절값: 이름, 하는 일, 조절값 칸의 말

knob-learning-rate = 학습률
knob-learning-rate-why = 한 스텝에 기울기를 따라 내려가는 거리입니다. 너무 작으면 느리게 배우고, 너무 크면 발산합니다.
knob-beta = 베타
knob-beta-why = KL 항의 가중치입니다. 1보다 크면 코드가 사전 분포에 가까워지는 대신 재구성이 흐려지고, 0이면 코드를 한데 묶어 두는 것이 없습니다.
knob-latent = 잠재 차원
knob-latent-why = 코드 하나가 가진 수의 개수입니다. 2로 두면 잠재 공간 전체를 한눈에 볼 수 있습니다.
knob-hidden = 은닉층
knob-hidden-why = 은닉층의 너비입니다. 층이 여럿이면 400-200처럼 적습니다. 오토인코더에서는 인코더의 너비이며, 디코더는 이를 거꾸로 따릅니다.
knob-warm-up = KL 예열
knob-warm-up-why = KL 항의 가중치가 0에서 베타까지 자라는 스텝 수입니다. 코드에 비용을 물리기 전에 디코더가 코드를 쓰는 법을 먼저 익힙니다. 0이면 예열하지 않습니다.
knob-free-bits = 무료 비트
knob-free-bits-why = 잠재 차원마다 값을 치르지 않고 쓸 수 있는 KL(나트)입니다. 사전 분포로 무너질 차원이 살아남습니다.
knob-batch-size = 배치 크기
knob-batch-size-why = 한 스텝에서 평균을 내는 예의 수입니다. 클수록 매끄럽지만 느립니다.
knob-optimiser = 최적화 방법
knob-optimiser-why = 기울기에서 한 스텝을 정하는 방법입니다. Adam은 매개변수마다 보폭을 맞추고, 모멘텀은 가던 방향을 기억하며, 단순 경사 하강은 둘 다 하지 않습니다.
knob-pixels = 화소
knob-pixels-why = 회색조 화소를 그대로 쓰거나, 밝기를 확률로 삼아 매번 새로 흑백을 정합니다. 두 방식의 나트 값은 서로 비교할 수 없습니다.

choice-adam = Adam
choice-momentum = 모멘텀
choice-sgd = 단순 경사 하강
choice-grey = 회색조 그대로
choice-dynamic = 동적 이진화

data-mnist = MNIST
data-fashion = Fashion-MNIST
data-digits = 숫자 8×8

knobs-data = 데이터
knobs-path = 데이터 파일의 경로
knobs-path-hint = 파일의 경로
knobs-path-why = 점의 표(CSV, TSV)나 IDX 형식의 이미지(.gz 포함) 가운데 이 모델이 배울 수 있는 것을 씁니다. Enter를 누르면 이 데이터로 다시 시작합니다. 파일을 창에 끌어다 놓아도 됩니다
knobs-hot = 바로 적용
knobs-hot-why = 바꾸면 학습 중인 모델에 바로 적용되고 곡선에 표시가 남습니다
knobs-cold = 다시 시작
knobs-cold-why = 바꾼 값은 다시 시작할 때 적용됩니다
knobs-waits = 대기 중
knobs-waits-why = 이 변경은 다시 시작하기를 기다립니다
knobs-range = { $range }, 기본값 { $default }
knobs-range-sizes = 400-200처럼 { $min }~{ $max } 너비의 층 1~{ $layers }개
knobs-refused = “{ $value }”은(는) 쓸 수 없습니다: { $range }
knobs-reset = { $knob }: 기본값으로
knobs-undo = 마지막 조절 되돌리기 (Ctrl+Z)
knobs-redo = 다시 적용 (Ctrl+Shift+Z)
knobs-more = { $count }개 더
knobs-restart = 변경 { $count }개를 적용해 다시 시작
knobs-revert = 되돌리기
knobs-on = 켬
knobs-off = 끔
knobs-can = 계산할 수 있는 것
knobs-objective = 목적 함수
knobs-changes = 바뀐 것
knobs-no-changes = 학습하는 동안 바꾼 값이 없습니다
knobs-copy = 명령줄 복사

# 평면의 점: 데이터의 이름
data-eight-gaussians = 가우스 여덟 개
data-ring = 가우스 고리
data-grid-25 = 가우스 격자 25
data-moons = 두 초승달
data-circles = 두 동심원
data-checkerboard = 체스판
data-swiss-roll = 스위스 롤
data-pinwheel = 바람개비
data-spiral = 두 나선
data-two-gaussians = 가우스 두 개

# NADE와 MADE: 평면의 코드를 한 비트씩
knob-ordering = 비트의 순서
knob-ordering-why = 점의 코드에서 어느 비트를 먼저 뽑을지 정합니다. x₁을 모두 뽑고 x₂를 뽑거나, 그 반대로 하거나, 번갈아 뽑거나, 무작위로 정합니다. 원리로는 어느 순서든 같은 분포를 나타낼 수 있지만, 작은 신경망이 배우는 것은 순서마다 다릅니다.
knob-masks = 마스크 수
knob-masks-why = 학습할 때 돌아가며 쓰는 마스크 묶음의 수입니다. 밀도는 묶음마다 구한 밀도의 평균입니다. 둘째 묶음부터는 무작위로 만들며, 비트의 순서가 무작위이면 순서도 묶음마다 새로 정합니다. 표본을 뽑을 때에는 점마다 묶음 하나를 고릅니다.
knob-settle = 학습률 반감 스텝
knob-settle-why = t번째 스텝의 학습률을 1 + t / T로 나눕니다. 학습률은 끝없이 줄지만 학습이 멈출 만큼 빨리 줄지는 않습니다. 0이면 줄지 않습니다.
choice-x-first = x₁ 먼저
choice-y-first = x₂ 먼저
choice-interleaved = 번갈아
choice-random = 무작위
preset-made-board = 비트로 만든 네모
preset-made-board-why = 체스판의 경계가 창의 절반과 4분의 1 자리에 놓입니다. 처음 몇 비트가 모든 것을 정하고, 나머지는 공평한 동전 던지기입니다.
preset-made-narrow = 은닉 유닛 8개
preset-made-narrow-why = 조건부 분포 대부분이 제 몫의 유닛을 거의 갖지 못합니다. 덩어리가 상자와 띠로 뭉개지고, 발산값은 0보다 한참 높은 곳에서 멈춥니다.
preset-made-random = 무작위 순서
preset-made-random-why = 자잘한 비트가 굵직한 비트보다 먼저 나옵니다. 신경망은 수의 앞자리를 알기 전에 끝자리의 뜻부터 알아야 합니다. 그래서 데이터에 없는 줄무늬가 밀도에 나타납니다.
preset-made-many-masks = 신경망 하나에 순서 여덟 가지
preset-made-many-masks-why = 같은 가중치가 무작위 순서 여덟 가지를 함께 맡습니다. 같은 시간에 어느 순서도 제대로 배우지 못하며, 모두를 평균한 밀도는 하나하나보다 매끄럽습니다.
preset-nade-board = 비트로 만든 네모
preset-nade-board-why = 체스판의 경계가 창의 절반과 4분의 1 자리에 놓입니다. 처음 몇 비트가 모든 것을 정하고, 나머지는 공평한 동전 던지기입니다.
preset-nade-narrow = 은닉 유닛 4개
preset-nade-narrow-why = 모든 조건부 분포가 유닛 네 개짜리 층 하나를 나누어 씁니다. 밀도는 거친 상자들로 이루어지고, 발산값은 0보다 한참 높은 곳에서 멈춥니다.
preset-nade-random = 무작위 순서
preset-nade-random-why = 자잘한 비트가 굵직한 비트보다 먼저 나옵니다. 신경망은 수의 앞자리를 알기 전에 끝자리의 뜻부터 알아야 합니다. 그래서 데이터에 없는 줄무늬가 밀도에 나타납니다.
term-x-alone = x₁만
term-y-given-x = x₁이 주어진 x₂
term-y-alone = x₂만
term-x-given-y = x₂가 주어진 x₁
term-first-bits = 처음 여덟 비트
term-last-bits = 처음 여덟 비트가 주어진 나머지
term-orders = 모든 순서의 평균
matrix-mask-input = 비트에서 첫 은닉층으로 가는 마스크
matrix-mask-hidden = 은닉층 사이의 마스크
matrix-mask-output = 마지막 은닉층과 비트에서 출력으로 가는 마스크
matrix-mask-dependency = 출력(열)이 의존하는 비트(행)

# 데이터와 프리셋
data-drawn = 직접 그리기…
knobs-presets = 프리셋
knobs-presets-why = 살펴볼 만한 설정입니다. 잘되는 것도 있고, 눈에 보이는 까닭으로 실패하는 것도 있습니다. 고르면 다시 시작하며, Ctrl+Z로 조절값을 되돌립니다
preset-works = 잘됩니다
preset-fails = 실패하며 까닭을 보여 줍니다
