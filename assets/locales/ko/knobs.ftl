# 조절값: 이름, 하는 일, 조절값 칸의 말

knob-learning-rate = 학습률
knob-learning-rate-why = 한 스텝에 기울기를 따라 내려가는 거리입니다. 너무 작으면 느리게 배우고, 너무 크면 발산합니다.
knob-beta = 베타
knob-beta-why = KL 항의 가중치입니다. 1보다 크면 코드가 사전 분포에 가까워지는 대신 재구성이 흐려지고, 0이면 코드를 한데 묶어 두는 것이 없습니다.
knob-latent = 잠재 차원
knob-latent-why = 코드 하나가 가진 수의 개수입니다. 2로 두면 잠재 공간 전체를 한눈에 볼 수 있습니다.
knob-hidden = 은닉층
knob-hidden-why = 은닉층의 너비입니다. 층이 여럿이면 400-200처럼 적습니다. 오토인코더에서는 인코더의 너비이며, 디코더는 이를 거꾸로 따릅니다.
knob-net = 신경망
knob-net-why = mlp: 모든 유닛이 모든 픽셀을 봅니다. 너비는 은닉층이 정합니다. conv: 유닛마다 작은 정사각형만 보며, 그림이 줄었다가 다시 커집니다. 너비는 채널 수가 정합니다.
knob-labels = 레이블
knob-labels-why = 그림이 어느 클래스인지 신경망에 알려 줄지 정합니다. 알려 주면 표본을 클래스마다 차례로 뽑고, 가능도는 클래스가 주어졌을 때의 값이 됩니다.
knob-guidance = 가이던스
knob-guidance-why = 표본이 자기 클래스를 얼마나 따를지 정합니다. 0이면 따르지 않고, 1이면 신경망이 말하는 그대로입니다. 1보다 크면 클래스의 특징이 뚜렷해지지만 같은 클래스의 그림끼리 서로 닮아 갑니다.
knob-scales = 해상도 단계 수
knob-scales-why = 커플링이 몇 가지 해상도에서 작동할지 정합니다. 둘째 해상도에서는 두 칸마다 하나의 열과 행만, 셋째에서는 네 칸마다 하나만 움직이고 나머지는 이미 잡음으로 봅니다.
knob-base = 기저 분포
knob-base-why = 코드가 따르는 분포입니다. 로지스틱 분포는 정규분포보다 꼬리가 두껍습니다. 학습할 때 늘 어두웠던 화소가 밝게 나타나면 정규분포는 수백 나트, 로지스틱 분포는 수십 나트 정도의 대가를 치릅니다.
choice-logistic = 로지스틱
choice-gaussian = 정규분포
knob-channels = 채널 수
knob-channels-why = 신경망 안에서 그림의 한 자리가 갖는 숫자의 개수입니다. 가장 촘촘한 층을 기준으로 8의 배수로 정합니다. 두 배로 늘리면 시간이 네 배 가까이 듭니다.
knob-warm-up = KL 예열
knob-warm-up-why = KL 항의 가중치가 0에서 베타까지 자라는 스텝 수입니다. 코드에 비용을 물리기 전에 디코더가 코드를 쓰는 법을 먼저 익힙니다. 0이면 예열하지 않습니다.
knob-free-bits = 무료 비트
knob-free-bits-why = 잠재 차원마다 값을 치르지 않고 쓸 수 있는 KL(나트)입니다. 사전 분포로 무너질 차원이 살아남습니다.
knob-batch-size = 배치 크기
knob-batch-size-why = 한 스텝에서 평균을 내는 예의 수입니다. 클수록 매끄럽지만 느립니다.
knob-optimiser = 최적화 방법
knob-optimiser-why = 기울기에서 한 스텝을 정하는 방법입니다. Adam은 매개변수마다 보폭을 맞추고, 모멘텀은 가던 방향을 기억하며, 단순 경사 하강은 둘 다 하지 않습니다.
knob-pixels = 화소
knob-pixels-why = 모델이 화소를 보는 방식입니다. 회색조를 그대로 쓰거나, 밝기를 확률로 삼아 흑백을 볼 때마다 새로 정하거나(동적) 한 번만 정해 모든 모델과 시드에서 똑같이 쓰거나(정적), 절반에서 잘라 흑백으로 만들거나, 밝기 단계를 제 칸 안에 고르게 흩어 놓습니다. 방식이 다르면 나트 값을 서로 비교할 수 없습니다.

choice-adam = Adam
choice-momentum = 모멘텀
choice-sgd = 단순 경사 하강
choice-mlp = 완전 연결
choice-conv = 합성곱
choice-off = 끔
choice-on = 켬
choice-grey = 회색조 그대로
choice-dynamic = 동적 이진화
choice-static = 정적 이진화
choice-threshold = 절반에서 자르기
choice-dequantised = 밝기 단계를 칸 안에 흩어서
choice-raw = 밝기 단계를 흩지 않고

data-mnist = MNIST
data-fashion = Fashion-MNIST
data-digits = 숫자 8×8
data-emoji = 이모지
data-hangul = 한글 음절

knobs-data = 데이터
knobs-path = 데이터 파일이나 폴더의 경로
knobs-path-hint = 파일이나 폴더의 경로
knobs-path-why = 점의 표(CSV, TSV), 이미지(그림 폴더, 정사각형 타일의 PNG 스프라이트, .gz를 포함한 IDX 형식), 글(인코딩은 무엇이든) 가운데 이 모델이 배울 수 있는 것을 씁니다. Enter를 누르면 이 데이터로 다시 시작합니다. 파일을 창에 끌어다 놓아도 됩니다
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
knob-scan = 화소의 순서
knob-scan-why = 어느 화소를 먼저 볼지 정합니다. 위에서부터 한 줄씩 보거나, 가장자리를 돌아 안쪽으로 들어가거나, 무작위로 봅니다. 원리로는 어느 순서든 같은 분포를 나타낼 수 있지만, 이만한 신경망이 배우는 것은 순서마다 다릅니다.
knob-scans = 훑는 순서의 수
knob-scans-why = 몇 가지 화소 순서가 가중치를 함께 쓰며 번갈아 학습하는지 정합니다. 첫째는 고른 순서이고 나머지는 무작위입니다. 밀도는 순서마다 구한 확률의 평균이며, 표본 하나는 그중 한 순서를 따릅니다.
knob-masks = 마스크 수
knob-masks-why = 학습할 때 돌아가며 쓰는 마스크 묶음의 수입니다. 밀도는 묶음마다 구한 밀도의 평균입니다. 둘째 묶음부터는 무작위로 만들며, 비트의 순서가 무작위이면 순서도 묶음마다 새로 정합니다. 표본을 뽑을 때에는 점마다 묶음 하나를 고릅니다.
knob-settle = 학습률 반감 스텝
knob-settle-why = t번째 스텝의 학습률을 1 + t / T로 나눕니다. 학습률은 끝없이 줄지만 학습이 멈출 만큼 빨리 줄지는 않습니다. 0이면 줄지 않습니다.
choice-x-first = x₁ 먼저
choice-y-first = x₂ 먼저
choice-interleaved = 번갈아
choice-random = 무작위
choice-spiral = 나선형, 안쪽으로
choice-raster = 한 줄씩
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

# 평면 위의 흐름: Real NVP와 신경망 스플라인 흐름
knob-layers = 결합층 수
knob-layers-why = 결합층을 몇 개 이어 붙일지 정합니다. 두 개뿐이면 덩어리들이 굵은 다리로 이어진 채 남습니다. 층을 더할수록 다리가 가늘어지는 대신 시간이 더 듭니다.
knob-scale-bound = 배율
knob-scale-bound-why = 제한하면 결합층 하나는 많아야 e² = 7.4배까지만 늘립니다. 제한하지 않으면 지수가 끝없이 커질 수 있고, 학습률이 높으면 실제로 그렇게 됩니다.
knob-alternate = 좌표 번갈아 변환
knob-alternate-why = 결합층마다 두 좌표를 번갈아 변환할지 정합니다. 끄면 x₂는 끝내 변환되지 않고 잡음의 밀도를 그대로 지닙니다.
knob-actnorm = ActNorm
knob-actnorm-why = 결합층 앞에서 두 좌표를 옮기고 늘리는 값도 함께 학습합니다. 처음에는 모든 결합층의 입력이 평균 0, 표준편차 1이 되도록 정합니다.
knob-bins = 칸 수
knob-bins-why = 곡선 하나를 몇 칸으로 나눌지 정합니다. 두 칸이면 직선과 크게 다르지 않고, 칸이 많으면 날카로운 경계도 따라갑니다.
knob-tail-bound = 구간의 절반
knob-tail-bound-why = 곡선은 데이터의 표준편차를 단위로 −B에서 B까지만 휘고, 그 밖에서는 항등 함수입니다. B가 너무 작으면 데이터가 변환되지 않은 채 지나가고 경계에 이음매가 보입니다.
knob-averaging = 가중치 평균
knob-averaging-why = 가중치의 이동 평균이 스텝마다 자신을 얼마나 유지할지 정합니다. 그림과 측정에는 이 평균을 씁니다. 0이면 현재 가중치를 그대로 씁니다.
choice-bounded = 제한함
choice-free = 제한 없음
preset-nvp-modes = 구름 하나를 여덟 덩어리로
preset-nvp-modes-why = 결합층 열두 개가 둥근 구름 하나를 여덟 덩어리로 휘어 놓습니다. 덩어리 사이에는 기울기가 허락하는 만큼 가는 실이 남고, 남은 발산값은 대부분 여기에서 나옵니다.
preset-nvp-bridges = 결합층 두 개
preset-nvp-bridges-why = 되돌릴 수 있는 연속 함수는 이어진 구름을 찢지 못합니다. 결합층이 두 개뿐이면 덩어리들이 굵은 다리로 이어져 있고, 발산값은 0.5나트 위에 머뭅니다.
preset-nvp-explodes = 제한 없는 배율, 너무 빠른 학습
preset-nvp-explodes-why = 배율에 제한이 없고 학습률은 0.04입니다. 몇 스텝 만에 지수가 폭발해 손실이 더는 수가 아니게 됩니다. 배율을 제한하면 같은 학습률에서도 버팁니다.
knob-sampling-temperature = 온도
knob-sampling-temperature-why = 표본을 만드는 잡음의 표준 편차입니다. 1보다 낮추면 가장 그럴듯한 그림에 가까워지는 대신 다양함이 줄어듭니다.
preset-nvp-raw = 밝기 단계를 흩지 않음
preset-nvp-raw-why = 밀도는 256개 밝기 단계 위에서 얼마든지 높아질 수 있습니다. 화소당 비트는 어떤 부호로도 나올 수 없는 값까지 끝없이 떨어지지만, 표본은 조금도 나아지지 않습니다.
preset-nvp-one-coordinate = 번갈아 변환하지 않음
preset-nvp-one-coordinate-why = 모든 결합층이 x₂를 읽어 x₁만 변환합니다. 아무리 오래 학습해도 x₂는 잡음의 종 모양을 그대로 지니고, x₁만 거기에 맞추어집니다.
preset-spline-modes = 스플라인으로 만든 여덟 덩어리
preset-spline-modes-why = 곡선마다 여덟 칸이 있어 두 덩어리 사이를 평평하게 지날 수 있습니다. 결합층 네 개로도 아핀 결합층 열두 개보다 엔트로피에 더 가까이 갑니다.
preset-spline-two-bins = 두 칸
preset-spline-two-bins-why = 칸이 두 개인 곡선은 안쪽 매듭이 하나뿐입니다. 네모의 경계가 흐려지고, 발산값은 0.2 근처에서 멈춥니다.
preset-spline-narrow = 너무 좁은 구간
preset-spline-narrow-why = 곡선이 표준편차 하나의 범위 안에서만 휩니다. 그 밖의 점은 변환되지 않은 채 지나갑니다. 바깥쪽 네모는 잡음 속으로 번지고, 구간의 경계에는 이음매가 보입니다.
term-base = 잡음: log p(z)
term-log-det = 부피 변화: log |det|
# 가우스 분포, 가우스 혼합, 플로우 매칭

knob-method = 학습 방법
knob-method-why = 매개변수를 찾는 방법입니다. 닫힌 꼴이나 EM은 한 번에 계산하므로 학습률이 필요 없고, 경사 하강은 같은 곳까지 한 걸음씩 내려갑니다.
knob-divergence = 발산의 방향
knob-divergence-why = 순방향은 데이터를 빠짐없이 덮으며, 이것이 곧 최대 가능도입니다. 역방향은 데이터가 없는 곳을 피하므로 봉우리 하나나 이웃한 둘에 자리를 잡습니다. 역방향은 경사를 따라 내려가며, 데이터의 밀도를 알고 그 밀도가 매끄러울 때만 쓸 수 있습니다. 그 밖의 데이터에서는 순방향을 그대로 씁니다.
knob-components = 성분의 수
knob-components-why = 데이터를 나누어 맡는 가우스 분포의 수입니다. 너무 적으면 무리 사이의 빈 곳까지 메우고, 너무 많으면 맡을 데이터가 거의 없는 성분이 생깁니다.
knob-variance-floor = 표준편차의 하한
knob-variance-floor-why = 어느 성분도 이보다 좁아지지 않습니다. 전체 데이터의 표준편차를 단위로 합니다. 거의 0으로 두면 성분 하나가 점 하나 위로 오그라들 수 있고, 그때 가능도는 끝없이 커집니다.
knob-start = 시작 위치
knob-start-why = 첫 배치에서 성분이 출발하는 자리입니다. k-means++는 자리를 고루 퍼뜨리고 열여섯 번 가운데 가장 좋은 것을 고르므로 무리를 거의 놓치지 않습니다. 무작위로 고른 예에서 출발하면 무리를 놓치는 일이 잦고, EM은 거기서 빠져나오지 못합니다.
knob-covariance = 공분산
knob-covariance-why = 전체는 방향이 자유로운 타원이고, 등방은 원입니다.
knob-kept-examples = 고정 표본의 크기
knob-kept-examples-why = 처음 들어온 이만큼의 예만 되풀이해 배웁니다. 본래의 EM이며, 이 예들의 가능도는 결코 낮아지지 않습니다. 0이면 배치가 늘 새것이고, 이동 평균이 이를 따라갑니다.
knob-coupling = 짝짓기
knob-coupling-why = 어느 잡음을 어느 예와 짝지을지 정합니다. 독립은 아무렇게나 짝지으므로 선이 엇갈리고 경로가 휩니다. 최적 수송은 배치에서 64개씩 거리가 가장 짧게 짝지으므로 경로가 거의 곧습니다.
knob-ode-steps = 해법의 단계 수
knob-ode-steps-why = 오일러와 중점 방법이 잡음에서 데이터까지 가는 단계 수입니다. 적으면 휘어진 경로를 질러가며, 이는 표본에 드러납니다. 밀도는 언제나 중점 20단계 이상으로 계산합니다. 적응형 해법은 단계를 스스로 정합니다.
knob-solver = 수치 해법
knob-solver-why = 한 단계에 오일러는 신경망을 한 번, 중점은 두 번 부릅니다. 적응형(Dormand와 Prince)은 허용 오차 1e-4가 허락하는 만큼 길게 나아갑니다.

choice-closed-form = 닫힌 꼴
choice-gradient = 경사 하강
choice-forward = 순방향 KL
choice-reverse = 역방향 KL
choice-em = EM
choice-k-means = k-means++
choice-full = 전체
choice-round = 등방
choice-independent = 독립
choice-optimal-transport = 최적 수송
choice-euler = 오일러
choice-midpoint = 중점
choice-adaptive = 적응형

preset-gaussian-gradient = 아는 곳까지 걸어가기
preset-gaussian-gradient-why = 시드가 정한 자리에서 경사 하강으로 출발합니다. 닫힌 꼴이 가리키는 곳에 다다르지만, 한 스텝이면 될 일에 천 스텝이 듭니다.
preset-gaussian-reverse = 여덟 봉우리 가운데 하나
preset-gaussian-reverse-why = 역방향 발산은 데이터가 없는 곳에 놓인 확률에 벌을 주므로, 가우스 분포는 한가운데를 떠나 한 무리에, 시드에 따라서는 이웃한 두 무리에 자리를 잡습니다. 역방향 KL은 log 8 = 2.08나트 언저리에 머물고, 나머지 무리의 가능도는 형편없이 낮아집니다.
preset-gaussian-overshoots = 지나치게 큰 보폭
preset-gaussian-overshoots-why = 학습률이 1인 단순 경사 하강은 정확히 아는 최적점을 매번 지나쳐 버립니다.
preset-mixture-gradient = EM 대신 경사 하강
preset-mixture-gradient-why = 같은 가능도를 Adam으로 올라갑니다. EM이 멈추는 자리에서도 조금씩 흔들립니다.
preset-mixture-too-few = 여덟 무리에 성분 셋
preset-mixture-too-few-why = 가우스 분포 셋이 여덟 무리를 나누어 맡습니다. 데이터가 없는 틈까지 늘어나므로 발산은 0보다 훨씬 위에서 멈춥니다.
preset-mixture-collapse = 하한이 없을 때의 붕괴
preset-mixture-collapse-why = 성분 24개가 예 64개를 외웁니다. 너비에 하한이 거의 없으므로 몇몇 성분이 예 몇 개 위로 오그라들면서 손실은 끝없이 내려가고, 따로 떼어 둔 데이터의 가능도도 함께 떨어집니다.
preset-mixture-random-start = 무작위 시작
preset-mixture-random-start-why = 무작위로 고른 예에서 출발합니다. 한 무리에 성분 두 개가 몰리고, 다른 두 무리는 성분 하나를 나누어 씁니다. EM을 더 돌려도 소용없지만 시드를 바꾸면 나아질 수 있습니다.
preset-flow-straight = 곧은 경로
preset-flow-straight-why = 최적 수송으로 짝지으면 선이 거의 엇갈리지 않으므로 경로가 곧고, 오일러 8단계로 충분합니다. 독립 짝짓기의 곧음과 비교해 보십시오.
preset-flow-few-steps = 오일러 두 단계
preset-flow-few-steps-why = 독립 짝짓기는 경로를 휘게 하는데, 곧은 두 단계는 그 굽이를 질러갑니다. 그래서 표본이 무리 사이에 떨어지고, 잡음까지 갔다가 돌아온 점은 제자리를 찾지 못합니다. 신경망의 잘못이 아니니 단계 수를 늘려 보십시오.
preset-flow-too-fast = 지나치게 큰 학습률
preset-flow-too-fast-why = 신경망이 이리저리 튀는데 그 흔들림을 평균하지도 않으므로, 네모의 가장자리가 끝내 또렷해지지 않습니다.

term-distance = 평균까지의 거리(편차 단위)
term-normaliser = 정규화 상수의 로그에 음의 부호
term-share = 성분 비율의 로그
term-component = 성분의 로그 밀도
term-responsibility = 책임도의 로그에 음의 부호
term-noise = 잡음의 로그 밀도
term-divergence = 경로를 따라 적분한 발산에 음의 부호

# 평면의 VAE와 확산 모델

knob-objective = 하한의 종류
knob-objective-why = 무엇을 높이는지 정합니다. ELBO는 사후 분포가 사전 분포에서 벗어난 만큼 값을 매깁니다. 중요도 가중 하한(IWAE)은 코드 여러 개를 평균하므로 log p(x)에 더 가깝습니다. 베타, 워밍업, 무료 비트는 여기에 작용하지 않습니다.
knob-importance-samples = 예마다 뽑는 코드 수
knob-importance-samples-why = 중요도 가중 하한이 평균하는 코드의 수입니다. 1이면 ELBO와 같고, 늘릴수록 하한이 조여지는 대신 스텝이 느려집니다.
knob-schedule = 잡음 스케줄
knob-schedule-why = 데이터가 얼마나 빨리 잡음에 잠기는지 정합니다. 선형과 코사인은 단계가 몇이든 순수한 잡음에서 끝나도록 크기를 맞춥니다. 크기를 맞추지 않은 선형은 천 단계용 베타를 적은 단계에 그대로 쓰므로 마지막 단계에도 신호가 가득 남으며, 마지막 신호 대 잡음비에 이것이 드러납니다.
knob-noise-steps = 잡음 단계 수
knob-noise-steps-why = 학습에 쓰는 잡음의 단계 수입니다. 잡음이 거의 없는 데서 거의 잡음뿐인 데까지 이어집니다. 늘리면 ELBO가 조여지며, 학습 비용은 그대로입니다.
knob-sampling-steps = 표본 추출 단계 수
knob-sampling-steps-why = 표본이 잡음에서 데이터로 오면서 거치는 단계의 수이며, 잡음 단계 수를 넘지 않습니다. 단계마다 신경망을 한 번 부릅니다.
knob-eta = 에타
knob-eta-why = 표본을 뽑는 동안 새로 더하는 잡음의 양입니다. 0이면 DDIM으로, 새 잡음이 없으므로 처음 잡음이 모든 것을 정합니다. 1이면 DDPM이며 더 많은 단계가 필요합니다.
knob-prediction = 예측 대상
knob-prediction-why = 신경망에 무엇을 묻는지 정합니다. 섞인 잡음 epsilon, 본래의 예 x0, 또는 잡음이 자리를 차지해 가는 방향 v입니다. 잡음 섞인 점을 알면 셋은 서로 바꿔 쓸 수 있지만, 오차가 실리는 무게는 서로 다릅니다. 특히 x0의 오차는 잡음 크기로 나뉘므로, 잡음이 적은 구간에서는 스코어가 거칠어지고 외딴 점의 밀도가 크게 빗나갑니다.

choice-elbo = ELBO
choice-iwae = 중요도 가중(IWAE)
choice-linear = 선형
choice-cosine = 코사인
choice-linear-unscaled = 선형, 크기를 맞추지 않음
choice-epsilon = 잡음 epsilon
choice-x0 = 예 x0
choice-v = 속도 v

preset-vae-importance-weighted = 중요도 가중
preset-vae-importance-weighted-why = 하한이 코드 50개를 평균합니다. 인코더가 코드 하나하나를 정확히 맞힐 필요가 없으므로 디코더는 잠재 공간을 마음껏 쓸 수 있고, 발산은 10분의 1로 줄어듭니다.
preset-vae-collapse = 사후 붕괴
preset-vae-collapse-why = 코드 1나트에 여섯 배의 값을 치릅니다. 사후 분포가 사전 분포 위로 무너져 살아 있는 차원이 없어지고, 디코더는 어떤 코드에도 같은 말만 합니다. 모든 무리를 덮는 넓은 얼룩 하나가 남습니다.
preset-vae-blur = 지나친 벌점
preset-vae-blur-why = 코드 1나트에 제값의 4분의 1을 더 치릅니다. 코드가 이웃과 겹칠 때까지 퍼지므로 손실은 더 내려갈 수 없을 만큼 낮은데도 표본이 무리 사이를 메웁니다. 너비를 함께 배울 때는 여유가 적어서, 1.3만 되어도 코드가 아예 죽습니다.
preset-vae-holes = 잠재 공간의 빈 곳
preset-vae-holes-why = 코드에 값이 거의 들지 않으므로 무리마다 아주 작은 자리를 따로 차지하고, 사전 분포의 대부분은 비어 있습니다. 복원은 완벽하지만 표본은 무리 사이 아무 데나 떨어집니다.
preset-diffusion-ancestral = DDPM의 표본 추출
preset-diffusion-ancestral-why = 천 단계를 모두 밟으며 단계마다 새 잡음을 더합니다. 느린 대신 더할 나위 없이 좋습니다.
preset-diffusion-short-schedule = 너무 일찍 끝나는 스케줄
preset-diffusion-short-schedule-why = 천 단계용 베타로 50단계만 밟습니다. 마지막 단계에 데이터 분산의 60 %가 남아 있는데도 표본 추출은 순수한 잡음인 양 시작하므로, 무리의 바깥쪽이 사라집니다. 마지막 신호 대 잡음비를 보십시오.
preset-diffusion-few-steps = 잡음 섞인 다섯 단계
preset-diffusion-few-steps-why = DDPM은 단계마다 새 잡음을 더하는데, 그것을 다시 덜어 낼 단계가 다섯뿐이어서 표본이 번집니다. 에타를 0으로 두면 같은 신경망이 같은 단계 수로 훨씬 잘합니다.
preset-diffusion-too-fast = 지나치게 큰 학습률
preset-diffusion-too-fast-why = 신경망이 이리저리 튀는데 그 흔들림을 평균하지도 않으므로, 네모의 가장자리가 끝내 또렷해지지 않습니다.

oracle-quadrature = 코드에 대한 구적법
oracle-probability-flow = 확률 흐름 상미분방정식

# 변분 추론

knob-hidden-causes = 숨은 원인
knob-hidden-causes-why = 숨은 숫자 두 개가 점이 되는 방식입니다. 직선이면 사후 분포가 기울어진 가우스 분포여서 정확히 맞출 수 있습니다. 굽음이면 바나나 모양이 되고, 접힘이면 두 원인이 대부분의 점을 똑같이 잘 설명합니다. 모델은 주어져 있고 q만 배웁니다.
knob-q-shape = q의 모양
knob-q-shape-why = 전체는 방향이 자유로운 타원입니다. 대각은 축에 나란한 타원만 허락하며, 이것이 평균장 가정입니다.
knob-amortised = 상각 추론
knob-amortised-why = 켜면 인코더 하나가 모든 예의 q를 추정합니다. 끄면 고정해 둔 예 64개가 저마다 q를 하나씩 가지며, 다른 예에는 탐색으로 찾은 가장 좋은 q를 씁니다.
knob-q-divergence = q의 발산 방향
knob-q-divergence-why = 역방향 KL(q || p)은 곧 하한입니다. q는 사후 분포가 있는 곳에만 머물며 일부를 빠뜨려도 됩니다. 순방향 KL(p || q)은 사후 분포를 빠짐없이 덮지만 거기서 뽑은 표본이 필요하므로, 여기서는 구적법으로 구합니다.

choice-line = 직선
choice-bend = 굽음
choice-fold = 접힘
choice-diagonal = 대각

preset-inference-exact = 맞출 수 있는 사후 분포
preset-inference-exact-why = 숨은 원인이 선형으로 작용하므로 사후 분포는 모두 가우스 분포입니다. q가 이를 정확히 맞추면서 발산은 0으로 줄고 하한은 log p(x)에 닿습니다.
preset-inference-too-narrow = 기울지 못해 너무 좁음
preset-inference-too-narrow-why = 사후 분포는 기울어 있는데 q는 기울 수 없습니다. q는 사후 분포를 덮지 못하고 그 안으로 들어가므로 지나치게 확신하며, 발산의 일부는 끝내 사라지지 않습니다.
preset-inference-one-of-two = 두 원인 가운데 하나
preset-inference-one-of-two-why = 두 원인이 한 점을 똑같이 잘 설명합니다. 하한은 그 가운데 하나를 온전히 확신하고 다른 하나는 잊어버리며, 그 값은 log 2 = 0.69나트쯤입니다.
preset-inference-covers-both = 두 원인과 그 사이
preset-inference-covers-both-why = 순방향 발산은 넓은 가우스 분포 하나로 두 원인을 모두 덮습니다. 그 대부분은 사후 분포가 없는 곳에 놓이므로 하한은 형편없이 낮아집니다.

# The GAN and the Wasserstein GAN

knob-learning-rate-generator = 생성자의 학습률
knob-learning-rate-generator-why = 생성자가 한 스텝에 움직이는 정도입니다. 상대보다 훨씬 높으면 생성자가 그때그때 칭찬받는 곳으로 몰려가 모드가 붕괴합니다.
knob-learning-rate-discriminator = 판별자의 학습률
knob-learning-rate-discriminator-why = 판별자가 한 스텝에 움직이는 정도입니다. 생성자를 따라잡아야 판정에 의미가 있습니다.
knob-learning-rate-critic = 비평자의 학습률
knob-learning-rate-critic-why = 비평자가 한 스텝에 움직이는 정도입니다. 잘 학습할수록 추정값이 실제 거리에 가까워집니다.
knob-steps-generator = 생성자의 스텝 수
knob-steps-generator-why = 생성자가 자기 차례에 밟는 스텝의 수입니다.
knob-steps-discriminator = 판별자의 스텝 수
knob-steps-discriminator-why = 판별자가 자기 차례에 밟는 스텝의 수입니다. 예는 그대로 두고 표본은 매번 새로 뽑습니다.
knob-steps-critic = 비평자의 스텝 수
knob-steps-critic-why = 비평자가 자기 차례에 밟는 스텝의 수입니다. 예는 그대로 두고 표본은 매번 새로 뽑습니다. 적으면 거리를 실제보다 작게 추정합니다.
knob-noise-dimensions = 잡음의 차원
knob-noise-dimensions-why = 표본 하나를 만드는 데 쓰는 정규 난수의 개수입니다. 하나로는 곡선밖에 그리지 못합니다.
knob-generator-loss = 생성자의 손실
knob-generator-loss-why = 미니맥스: 원래 게임의 log(1 − D(G(z)))로, 판별자가 확신하는 곳에서 평평합니다. 비포화: −log D(G(z))로, 바로 그곳에서 가파릅니다.
knob-slope-penalty = 기울기 벌점
knob-slope-penalty-why = 데이터 위에서 잰 판별자 로짓의 기울기 제곱에 이 값의 절반을 곱해 판별자의 손실에 더합니다. 게임이 끝나 갈 무렵의 흔들림을 가라앉히며, 0이면 두 선수가 끝없이 서로의 주위를 맴돌 수 있습니다.
knob-spectral-norm = 스펙트럼 노름
knob-spectral-norm-why = 판별자가 한 스텝 배울 때마다 가중치 행렬의 가장 큰 특잇값이 1보다 크면 행렬을 그 값으로 나눕니다. 그러면 판별자의 로짓은 어디에서도 한없이 가팔라질 수 없습니다.
knob-constraint = 제약
knob-constraint-why = 비평자가 한없이 가팔라지지 않게 막는 방법입니다. 1에서 벗어난 기울기에 벌점을 주거나, 가중치를 일정 구간으로 자르거나, 가중치 행렬이 아무것도 늘이지 못하게 하거나, 아무것도 하지 않습니다. 모두 어느 신경망에서나 쓸 수 있습니다.
knob-penalty = 벌점
knob-penalty-why = 예와 표본 사이의 점에서 잰 기울기와 1의 차이를 제곱한 값에 곱하는 가중치입니다. 제안자들은 평면에서 0.1, 이미지에서 10을 썼습니다.
knob-clip = 자르는 한계
knob-clip-why = 제약이 가중치 자르기일 때, 비평자의 모든 가중치와 편향을 스텝마다 ± 이 값 안으로 자릅니다. 값이 작으면 비평자는 거의 평면이 됩니다.

choice-non-saturating = 비포화
choice-minimax = 미니맥스
choice-penalty = 기울기 벌점
choice-clipping = 가중치 자르기
choice-spectral = 스펙트럼 노름
choice-none = 없음

preset-gan-board = 잡음에서 네모로
preset-gan-board-why = 연속 함수 하나가 둥근 구름을 구부려 네모 여덟 개로 만듭니다. 네모 사이에는 가는 실이 남으며, 밀도가 어디에 있는지 말해 주는 값은 이 모델에 없습니다.
preset-gan-conv = 합성곱 신경망
preset-gan-conv-why = 생성자는 채널이 많은 작은 그림을 키우고, 판별자는 그림을 작은 정사각형으로 나누어 봅니다. 완전 연결 신경망보다 한 스텝이 오래 걸리지만, 획이 더 일찍 이어집니다.
preset-gan-collapse = 모드 붕괴
preset-gan-collapse-why = 생성자가 판별자보다 열 배 빠르게 배우고, 게임을 잡아 주는 것이 없습니다. 표본은 모두 지금 판별자가 가장 후한 곳에 모입니다. 봉우리 하나만 찾고 일곱은 놓치지만, 어떤 손실도 그 사실을 말해 주지 않습니다.
preset-gan-vanishing = 사라지는 기울기
preset-gan-vanishing-why = 생성자가 한 스텝 갈 때 판별자는 열 스텝을 가므로 D(G(z))는 곧 0에 가까워지는데, 거기서 log(1 − D)는 평평합니다. 생성자의 기울기가 0.01 아래로 떨어져 표본이 제자리에 머뭅니다. 비포화 손실로 바꾸면 움직이기 시작합니다. Adam은 기울기를 다시 키우므로 이 현상을 가립니다.
preset-gan-hopping = 모드 사이의 이동
preset-gan-hopping-why = 생성자가 판별자보다 백 배 빠르게 배웁니다. 표본은 모두 지금 칭찬받는 곳으로 몰려갔다가 다음 곳으로 옮겨 가고, 판별자는 끝내 따라잡지 못합니다.
preset-wgan-clipping = 잘린 가중치
preset-wgan-clipping-why = 기울기를 제한하는 첫 번째 방법입니다. 한계가 신경망에 맞으면 잘 되지만, 많은 가중치가 한계에 붙습니다.
preset-wgan-spectral = 모든 행렬에 둔 한계
preset-wgan-spectral-why = 합성곱 비평자의 어떤 행렬도 아무것도 늘이지 못하므로, 벌점이 살피는 곳만이 아니라 어디에서나 기울기가 제한됩니다. 한 스텝은 벌점을 쓸 때보다 가볍지만, 비평자가 말하는 거리는 실제 거리의 일부입니다.
preset-wgan-small-clip = 지나치게 작은 한계
preset-wgan-small-clip-why = 가중치를 ±0.01 안에 가두면 비평자는 납작하고 거의 선형인 함수가 됩니다. 비평자의 높낮이는 천분의 몇에 그치고, 많은 가중치가 한계에 붙으며, 생성자는 기울기를 거의 느끼지 못합니다. 그나마 Adam이 기울기를 키워 주기 때문에 거칠게라도 배웁니다.
preset-wgan-unbounded = 제약 없음
preset-wgan-unbounded-why = 기울기를 막는 것이 없습니다. 비평자는 점점 더 큰 거리를 주장하고, 손실은 음의 무한대로 달아나며, 학습은 그 까닭을 알리고 멈춥니다.

landscape-verdict = 진짜일 확률 D(x)
landscape-critic = 비평자 C(x)

loss-discriminator-loss = 판별자 손실
loss-critic-loss = 비평자 손실
loss-generator-loss = 생성자 손실
loss-verdict-real = 예에 대한 평균 판정
loss-verdict-fake = 표본에 대한 평균 판정
loss-verdict-held-out = 검증 예에 대한 평균 판정
loss-generator-gradient = 표본 위 기울기의 평균
loss-wasserstein = 바서슈타인 거리의 추정값
loss-penalty = 기울기 벌점의 값
loss-at-the-clip = 한계에 붙은 가중치의 비율
preset-diffusion-digits = 잡음에서 나오는 손글씨 숫자
preset-diffusion-digits-why = 작은 U-Net이 손글씨 숫자에서 잡음을 걷어 냅니다. 형태는 처음 천 스텝 안에 나타납니다. 획이 깨끗해질 때면 손실은 이미 평평해진 지 오래입니다.
preset-flow-digits = 흐름을 따라 나오는 손글씨 숫자
preset-flow-digits-why = 속도장이 모든 픽셀을 한꺼번에 잡음에서 손글씨 숫자로 옮깁니다. 학습하는 동안 풀이 단계 수를 바꿔 보며 얼마나 적은 단계로 충분한지 살펴보십시오.
preset-made-digits = 픽셀 하나씩, 손글씨 숫자
preset-made-digits-why = 픽셀마다 앞선 픽셀들이 정하는 확률로 동전을 던집니다. 가능도는 정확하고, 표본 하나에는 픽셀 수만큼 신경망을 통과해야 합니다.
preset-vae-conv = 합성곱 신경망
preset-vae-conv-why = 인코더가 그림을 줄이고 디코더가 다시 키웁니다. 같은 스텝 수에서 완전 연결 신경망의 하한과 견주어 보십시오.
