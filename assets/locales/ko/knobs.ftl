# 조절값: 이름, 하는 일, 조절값 칸의 말

knob-learning-rate = 학습률
knob-learning-rate-why = 한 스텝에 기울기를 따라 내려가는 거리입니다. 너무 작으면 느리게 배우고, 너무 크면 발산합니다.
knob-beta = 베타
knob-beta-why = KL 항의 가중치입니다. 1보다 크면 코드가 사전 분포에 가까워지는 대신 재구성이 흐려지고, 0이면 코드를 한데 묶어 두는 것이 없습니다.
knob-latent = 잠재 차원
knob-latent-why = 코드 하나가 가진 수의 개수입니다. 2로 두면 잠재 공간 전체를 한눈에 볼 수 있습니다.
knob-hidden = 은닉층
knob-hidden-why = 인코더 은닉층의 너비를 400-200처럼 적습니다. 디코더는 이를 거꾸로 따릅니다.
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
knobs-path-hint = CSV나 IDX 파일의 경로
knobs-path-why = 점의 표(CSV)나 IDX 형식의 이미지(.gz 포함)를 씁니다. Enter를 누르면 이 데이터로 다시 시작합니다
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
