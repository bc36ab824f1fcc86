# 창: 머리 막대, 지도, 설명, 겹침 창, 알림

screen-map = 지도
screen-bench = 실험대
screen-bench-why = 아직 학습 중인 모델이 없습니다. 지도에서 모델을 고르십시오
run-seed = 시드 { $seed }
unit-frames-per-second = 프레임/초
unit-steps-per-second = 스텝/초
shade-dark = 어둡게
shade-light = 밝게
close = 닫기

device-chip = 학습 장치: { $name }
device-none = 없음
device-auto = 자동
device-gpu = GPU
device-cpu = CPU
device-software = wgpu 소프트웨어 · { $name }
device-why-hardware = 자동은 이 창을 그리는 GPU를 함께 씁니다
device-why-software = 자동은 CPU를 씁니다. 이 컴퓨터의 wgpu는 소프트웨어 렌더러뿐이라 결과는 맞지만 느립니다
device-why-none = 자동은 CPU를 씁니다. 이 컴퓨터에는 wgpu로 계산할 수 있는 장치가 없습니다

map-name = 분류 체계 지도
map-first = 밝은 카드를 누르면 바로 학습을 시작합니다
map-next = 카드를 누르면 학습 과정이, 노드를 누르면 설명이 열립니다
map-keys = 화살표 이동 · Enter 열기 · Shift+Enter 또는 오른쪽 클릭 설명 · C 또는 Shift+클릭 겨루기 선택 · 0 맞춤 · Ctrl+K 찾기 · ? 단축키
map-not-yet = 이 버전에는 아직 없음
map-ready = 눌러서 학습
map-warming-up = 준비 중…
map-step = { $step }스텝
map-bound = ≥ { $value }나트
map-value = { $value }나트
map-page-of = { $name } 설명

page-back = 지도
page-back-key = Esc
page-train = 학습하기
page-below = 이 갈래의 모델이 계산할 수 있는 것
page-below-done = 표시는 이번에 연 모델이 방금 실제로 해 본 것입니다. 평균 log p(x), 표본 하나에 걸린 밀리초, 코드에서 되돌아온 예의 오차를 적습니다
page-can = 계산할 수 있는 것
page-accepts = 받는 데이터
page-objective = 목적 함수
page-paper = 논문
kind-plane = 평면 위의 점
kind-images = 이미지
kind-text = 텍스트

find-title = 찾기…
find-hint = 모델이나 개념의 이름
find-nothing = 이 이름을 가진 것이 없습니다

keys-title = 단축키
keys-everywhere = 어디서나
keys-on-map = 지도에서
keys-training = 학습 중에
keys-map = 지도
keys-bench = 실험대
keys-find = 모델이나 개념 찾기
keys-keys = 단축키 목록
keys-back = 닫기, 또는 지도로 돌아가기
keys-full-screen = 전체 화면
keys-walk = 나무를 따라 이동
keys-open = 모델은 학습, 노드는 설명 열기
keys-page = 모델 설명 열기
keys-fit = 창에 맞추기
keys-play = 학습 또는 멈춤
keys-step = 한 스텝
keys-ten-steps = 열 스텝
keys-restart = 같은 시드로 다시 시작
keys-new-seed = 새 시드로 다시 시작
keys-undo = 조절값 되돌리기
keys-redo = 되돌린 조절값 다시 적용
keys-layers = 층 보이기와 숨기기
keys-maximise = 칸 크게 보기

banner-recover = 마지막 정상 스텝에서 계속하기
banner-soothe = 학습률을 10분의 1로 줄여 계속하기
banner-to-cpu = CPU에서 계속하기
engine-failed = 학습 스레드를 시작하지 못했습니다: { $why }. 다른 프로그램을 닫고 Genera를 다시 시작하십시오.
engine-gone = 학습 스레드가 끝나 더는 학습할 수 없습니다. Genera를 다시 시작하십시오.
window-failed = 창을 열지 못했습니다: { $why }. 화면과 그래픽 드라이버가 필요합니다. 없는 환경에서는 genera --help에 나오는 명령을 쓰십시오.

run-name-adjectives = 용감한 차분한 빛나는 영리한 다정한 재빠른 조용한 대담한 명랑한 환한 날렵한 참을성있는 궁금한 열렬한 친절한 당당한 빠른 단정한 따뜻한 지혜로운 운좋은 부드러운 고귀한 꾸준한
run-name-animals = 수달 왜가리 오소리 스라소니 매 담비 비버 두루미 돌고래 여우 산토끼 따오기 어치 코알라 종달새 까치 도롱뇽 올빼미 판다 울새 물개 호랑이 고래 굴뚝새

toast-finished = { $run }: { $step }스텝에서 학습을 마쳤습니다
toast-failed = { $run }: { $trouble }
toast-copied = 클립보드에 복사했습니다
toast-saved = { $path }에 저장했습니다
export-failed = 그림을 만들지 못했습니다({ $why }). 다른 형식을 고르십시오.
keys-on-curves = 곡선에서
keys-zoom = 구간 좁히기와 넓히기
keys-pan = 앞뒤로 이동
keys-first = 처음으로
keys-follow = 다시 따라가기
keys-next = 다음 조작 요소로

# 평면
map-above-entropy = KL { $value } 나트
map-nll = NLL { $value } 나트
drop-here = 여기에 놓으세요
drop-what = 점의 표(CSV나 TSV), 그림 폴더, PNG 스프라이트, IDX 파일, 글이 이 학습의 데이터가 됩니다
keys-on-plane = 평면에서
keys-probe = 읽는 점 옮기기
keys-near = 확대와 축소
keys-all = 전체 보기
keys-draw = 데이터를 그리는 붓
keys-erase = 지우개
keys-brush = 붓의 크기
keys-paste = 붙여 넣은 표를 데이터로
keys-family = 같은 데이터로 다른 모델

# 겨루기
screen-race = 겨루기
keys-choose = 겨루기에 나갈 모델 고르기 (Shift+클릭도 됩니다)
screen-race-why = 지도에서 Shift를 누른 채 카드를 두 장에서 여섯 장까지 고르면 겨루게 할 수 있습니다
screen-museum = 실패
museum = 실패 박물관
museum-line = 학습이 어떻게 잘못되는지, 그때 무엇이 보이는지를 모았습니다. 여기 있는 실행은 모두 프로세서에서 몇 초 만에 스스로 실패하고, 진단이 그 까닭을 짚어 줍니다
museum-start = 실패시켜 보기
museum-show = 보기
museum-found = { $step }단계부터 발견됨
museum-waiting = 아직 발견되지 않음
race-about = { $data } · 시드 { $seed } · { $budget }
race-seconds = 저마다 학습 시간 { $seconds }초
race-steps = 저마다 { $steps }단계
race-examples = 저마다 예제 { $examples }개
race-endless = 제한 없음
race-empty = 아직 겨루기가 없습니다. 지도에서 Shift를 누른 채 카드를 두 장에서 여섯 장까지 고르십시오
race-play = 계속
race-pause = 모두 멈춤
race-again = 새 시드로 다시
race-open = 누르면 이 실행을 실험대에서 봅니다
race-curves = 겨루기의 곡선: 학습 시간에 따른 에너지 거리, 그리고 KL을 아는 모델의 KL
race-dashed = 점선은 상한
race-fresh = 새로 뽑은 데이터
race-fresh-why = 모델의 표본 대신 같은 곳에서 새로 뽑은 데이터를 넣었을 때의 값으로, 이보다 나을 수는 없습니다
race-family = 모델
race-sort = { $column } 기준으로 정렬합니다. 한 번 더 누르면 순서를 뒤집습니다
race-start = { $count }개 모델 겨루기
race-start-why = 하나 더 고르십시오
race-clear = 선택 지우기
