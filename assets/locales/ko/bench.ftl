# 실험대: 칸, 무대, 곡선, 잠재 공간, 진행 막대

pane-tree = 분류 체계
pane-stage = 무대
pane-curves = 곡선
pane-latent = 잠재 공간
pane-knobs = 조절값
pane-maximise = { $pane } 크게 보기 (F)
pane-restore = { $pane } 되돌리기 (F)

tree-not-ready = 이 버전에는 아직 없습니다. 누르면 설명이 열립니다

stage-samples = 표본
stage-reconstructions = 재구성
stage-manifold = 다양체
stage-difference = 차이
stage-samples-caption = 사전 분포에서 뽑은 표본 (항상 같은 잡음에서)
stage-manifold-caption = 잠재 평면을 디코딩한 그림 (가로 z₁, 세로 z₂)
stage-test-image = 시험 이미지
stage-reconstruction = 재구성
stage-difference-row = 차이
stage-building = 모델을 만드는 중…
stage-first-picture = 첫 그림을 준비하는 중…
stage-warming-cpu = 첫 스텝을 계산하는 중… { $seconds }초
stage-warming-gpu = GPU 커널을 컴파일하는 중… { $seconds }초
stage-not-measured = 아직 검증 데이터로 재지 않았습니다
stage-held-out-elbo = 검증 ELBO
stage-minus-elbo = −ELBO =
stage-reconstruction-term = 재구성 { $value }
stage-kl-term = KL { $value }
stage-active = 활성 차원 { $all }개 중 { $active }개
protocol-grey = 회색조 화소
protocol-dynamic = 동적으로 이진화한 화소
unit-nats = 나트

curves-bound = 하한
curves-loss = 손실
curves-reconstruction = 재구성
curves-kl = KL
curves-total = −ELBO
curves-held-out = 검증 −ELBO
curves-step = { $step }스텝
curves-log-x = 로그 x
curves-log-y = 로그 y
curves-smoothing = 평활
curves-smoothing-why = 약 { $steps }스텝에 걸쳐 평활한 선입니다. 원래 값은 선 뒤에 그대로 보입니다
curves-following = 따라가는 중
curves-held = 고정
curves-follow-now = 다시 따라가기
curves-empty = 첫 스텝과 함께 곡선이 시작됩니다

latent-straight = 직선
latent-spherical = 구면
latent-lattice = 격자
latent-random = 다른 두 예 고르기
latent-classes = 클래스의 색
latent-scatter = 검증 예의 코드. 누르면 그곳에서 경로가 시작되고, Shift를 누른 채 누르면 그곳에서 끝납니다
latent-path = A에서 B까지, 학습하는 동안 다시 그립니다
latent-end = 시험 이미지 { $end }
latent-probe = z = ({ $z1 }, { $z2 })
latent-probe-name = 포인터가 가리키는 코드를 디코딩한 그림
latent-empty = 첫 그림과 함께 코드가 나타납니다
latent-none-here = 이 모델에는 볼 수 있는 잠재 코드가 없습니다
axis-latent-1 = z₁
axis-latent-2 = z₂
axis-component-1 = 제1 주성분
axis-component-2 = 제2 주성분
axis-none = { "" }

transport-restart = 같은 시드로 다시 시작 (R)
transport-play = 학습 (Space)
transport-pause = 멈춤 (Space)
transport-step = 한 스텝 (→)
transport-ten = 열 스텝 (Shift+→)
transport-speed = 속도 제한
transport-unlimited = 속도 제한 없음
transport-limit = 초당 최대 { $steps }스텝
transport-steps = 스텝
transport-examples = 예
transport-epochs = 에포크
transport-time = 학습 시간
transport-rate = 스텝/초
transport-new-seed = 새 시드
transport-recover = 계속하기
transport-recover-why = 마지막 정상 스텝에서 계속합니다
doing-building = 모델을 만드는 중
doing-first-step = 첫 스텝 계산 중
doing-warming-up = GPU 커널 컴파일 중
doing-playing = 학습 중
doing-paused = 멈춤
doing-finished = 끝남
doing-diverged = 발산함
doing-failed = 중단됨
stage-units = 차원별 KL
stage-unit = { $unit }번째 차원: { $nats } 나트
stage-units-why = 각 잠재 차원의 사후 분포가 사전 분포에서 얼마나 떨어져 있는지를 검증 집합에서 평균해 큰 것부터 보입니다. 회색 막대는 무너진 차원으로, 예에 대해 아무것도 알려 주지 않습니다.
stage-units-summary = 잠재 차원별 KL: 가장 큰 값 { $most } 나트, { $all }개 가운데 { $silent }개가 무너짐
