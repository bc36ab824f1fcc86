# 명령줄에 나오는 말

call-seconds = 300처럼 단위 없이 0보다 큰 초가 필요합니다
call-whole = 300처럼 단위 없이 { $first }에서 { $last } 사이의 정수가 필요합니다

tree-family = 모형
tree-data = 데이터
tree-state = 상태
tree-ready = 준비됨
tree-planned = 지도에만 있음

describe-place = 자리
describe-accepts = 받는 데이터
describe-data = 기본 데이터
describe-objective = 목적 함수
describe-paper = 논문
describe-knobs = 조절값
describe-knob = 이름
describe-value = 값
describe-default = 기본값
describe-range = 범위
describe-acts = 적용
describe-why = 하는 일
describe-hot = 즉시
describe-restart = 다시 시작할 때
describe-layers = { $data } 데이터에서의 층, 매개변수 { $parameters }개
describe-tensor = 텐서
describe-shape = 모양
describe-role = 역할
describe-planned = 이 모형은 지도에는 있지만 이 버전에서는 학습할 수 없습니다.

train-default-steps = --steps도 --seconds도 없어 { $steps }단계를 학습합니다
train-resumed = { $step }단계부터 이어서 학습합니다
train-stopped = { $step }단계에서 멈추고 { $path }에 저장했습니다. 이어 하려면: { $resume }

progress-first-step = 첫 단계: 컴파일하고 조정하는 중 …
progress-steps = { $steps }단계 가운데 { $step }단계, 초당 { $rate }단계, { $left } 남음, 손실 { $loss }
progress-seconds = { $budget }초 가운데 { $seconds }초, { $step }단계, 초당 { $rate }단계, 손실 { $loss }
progress-endless = { $step }단계, 초당 { $rate }단계, 손실 { $loss }
progress-unknown = 알 수 없음

report-family = 모형
report-data = 데이터
report-device = 장치
report-seed = 시드
report-steps = 단계
report-seconds = 학습 시간(초)
report-pace = 초당 단계
report-first-step = 첫 단계(초)
report-parameters = 매개변수
report-out = 폴더
report-protocol = 픽셀
report-held-out = 보류 예제
report-unknown = 알 수 없음

bench-memory = 메모리(MiB)
bench-pad = 패드 p50, p95 (ms)

wrote-samples = 표본 { $count }개를 { $path }에 썼습니다
wrote-frames = 프레임 { $count }장을 { $path }에 썼습니다

devices-use = 선택
devices-name = 이름
devices-backend = 인터페이스
devices-kind = 종류
devices-kind-cpu = 프로세서
devices-kind-hardware = 그래픽 하드웨어
devices-kind-software = 소프트웨어 래스터라이저
eval-grey = 회색조 픽셀에서는 하한이 성립하지 않아 IWAE를 재지 않습니다. 재려면 --set pixels=dynamic이나 pixels=static으로 학습하십시오

# 명령줄의 평면
describe-presets = 준비된 설정
describe-preset = 이름
describe-call = 바꾸는 값
describe-works = 잘 됨
describe-shows = 보여 주는 것
describe-yes = 예
describe-no = 아니요
density-left-out = 유한한 수 두 개가 없어 뺀 점의 행: { $rows }개

# 모형 비교
report-likelihood = log p(x)
report-likelihood-none = 없음: 이 모형은 표본만 뽑습니다
report-likelihood-constant = 알 수 없는 상수를 빼고 알 수 있음
report-bound = <= log p(x)
report-real = 실제 데이터끼리 { $value }
report-band = 우연이면 { $value } 이하
report-total = 전체 { $value }개

# 겨루기
progress-examples = 예제 { $budget }개 가운데 { $examples }개, { $step }단계, 초당 { $rate }단계, 손실 { $loss }
race-progress = 저마다 예산의 { $share } %: { $runs }
race-run = { $family } { $step }단계
race-rank = 순위
race-likelihood = log p(x)
race-energy = 에너지 거리
race-kl = KL(나트)
race-modes = 봉우리
race-quality = 봉우리 근처
race-precision = 정밀도
race-recall = 재현율
race-coverage = 포괄도
race-state = 상태
race-finished = 마침
race-stopped = 멈춤
race-diverged = { $step }단계에서 발산
race-exact = 정확
race-bound = <=
race-constant = 정규화되지 않음
race-none = 없음
race-ceiling = (실제 데이터)
race-wrote = 표를 { $path }에 썼습니다
# 훑기
sweep-progress = { $runs }번 가운데 { $run }번째 실행({ $values }): { $step }단계, 모두 마치기까지 { $left } 남음
sweep-failed = 실패
# 내보내기
export-wrote = { $path }을(를) 썼습니다. torch와 safetensors가 있는 Python으로 실행하면 스스로 확인합니다
