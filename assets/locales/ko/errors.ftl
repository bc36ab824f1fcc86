# 잘못된 것: 무엇이, 어디서, 어떻게 하면 되는지를 한 문장으로

error-family-unknown = “{ $family }”라는 모형은 없습니다. 다음 가운데 하나를 고르십시오: { $known }.
error-family-planned = { $family } 모형은 지도에는 있지만 이 버전에서는 학습할 수 없습니다. “genera tree”에서 준비됨으로 표시된 모형을 고르십시오.
error-preset-unknown = “{ $preset }”라는 프리셋은 없습니다. “genera describe”가 보여 주는 것 가운데 고르십시오.
error-knob-unknown = “{ $knob }”라는 조절값은 여기에 없습니다. 다음 가운데 하나를 고르십시오: { $known }.
error-knob-value = 조절값 { $knob }에는 “{ $value }”를 넣을 수 없습니다. { $range } 범위의 값을 주십시오.
error-knob-form = 조절값 { $knob }은(는) “{ $value }”를 읽을 수 없습니다. { $form } 꼴로 { $range } 범위의 값을 쓰십시오.
form-real = 0.001이나 1e-3처럼 단위 없는 수
form-whole = 128처럼 단위 없는 정수
form-sizes = 400-200처럼 층의 너비를 붙임표로 이은
error-set-form = “{ $text }”로는 조절값을 바꿀 수 없습니다. beta=4처럼 이름, 등호, 값을 차례로 쓰십시오.

error-data-unknown = “{ $data }”라는 데이터도 파일도 없습니다. 점의 표(CSV), IDX 파일, 그림 폴더, PNG 스프라이트, 글의 경로 또는 다음 이름 가운데 하나를 주십시오: { $known }.
error-labels-none = { $data } 데이터의 그림에는 알려 줄 클래스가 없습니다. 레이블을 끄거나 레이블이 있는 데이터를 고르십시오.
error-data-kind = { $family } 모형은 { $data } 데이터로 학습할 수 없습니다. 쓸 수 있는 데이터는 “genera describe { $family }”에서 확인하십시오.
error-data-empty = { $data } 데이터에 예제가 하나도 없습니다. 다른 파일을 고르십시오.
error-data-changed = { $data } 데이터가 { $path }의 실행이 학습한 것과 다릅니다. 예전 데이터를 되돌려 놓거나, 새 데이터로 측정하려면 그 이름을 지정하십시오.
error-bundled-broken = 함께 제공된 { $data } 데이터를 풀 수 없습니다. 프로그램이 손상되었으니 Genera를 다시 설치하십시오.
error-file-unreadable = { $path } 파일을 읽을 수 없습니다({ $why }). 경로와 권한을 확인하십시오.
error-file-kind = { $path }은(는) 파일이 아닙니다. 파일의 경로를 주십시오.
error-file-long = { $path } 파일이 { $most }바이트보다 큽니다. 이런 파일은 그렇게 클 수 없으니 맞는 파일인지 확인하십시오.
error-file-text = { $path } 파일은 UTF-8 텍스트가 아닙니다. 사본에서 되돌리십시오.
error-gz-damaged = { $path } 파일의 압축을 풀 수 없습니다({ $why }). 다시 내려받거나 다시 압축하십시오.
error-idx-magic = { $path } 파일은 0바이트 두 개와 형식, 축의 개수로 시작하지 않으므로 IDX 파일이 아닙니다. IDX 파일을 주십시오. gzip으로 압축되어 있어도 됩니다.
error-idx-element = IDX 파일 { $path }의 원소 형식은 { $element }입니다. 부호 없는 바이트(형식 0x08)로 변환하십시오.
error-idx-axes = IDX 파일 { $path }의 축은 { $axes }개인데, 이미지에는 세 개(개수, 높이, 너비), 색이 있으면 빨강, 초록, 파랑을 마지막 축으로 한 네 개가 필요합니다. 레이블이 아니라 이미지 파일을 주십시오.
error-idx-empty = IDX 파일 { $path }에 이미지가 없거나 이미지에 픽셀이 없습니다. 다른 파일을 고르십시오.
error-idx-size = { $path }의 이미지는 { $width } x { $height }입니다. 픽셀이 { $most }개를 넘으면 여기서 학습하기에 너무 많으니 크기를 줄이십시오.
error-idx-large = IDX 파일 { $path }의 머리말에 적힌 크기가 { $most } MiB를 넘어 불러올 수 없습니다. 파일을 나누거나, 다시 내려받거나 복사하십시오.
error-idx-truncated = IDX 파일 { $path }이(가) 너무 일찍 끝납니다. 머리말에는 { $expected }바이트라고 적혀 있는데 { $found }바이트뿐입니다. 다시 내려받거나 복사하십시오.
error-idx-too-long = IDX 파일 { $path }이(가) 머리말에 적힌 { $expected }바이트 뒤에도 이어집니다. 다시 내려받거나 복사하십시오.
error-idx-labels = 레이블 파일 { $path }에는 이미지 { $images }장에 레이블이 { $labels }개 있습니다. 맞는 레이블 파일을 이미지 옆에 두거나 없애십시오.
error-idx-labels-axes = 레이블 파일 { $path }의 축은 { $axes }개인데, 레이블에는 하나(개수)가 필요합니다. 맞는 레이블 파일을 이미지 옆에 두거나 없애십시오.

error-run-exists = { $path }에 이미 무언가 있으며, 실행은 아무것도 덮어쓰지 않습니다. 다른 폴더를 고르십시오.
error-run-unwritable = 실행을 { $path }에 쓸 수 없습니다({ $why }). 디스크 공간과 폴더의 쓰기 권한을 확인하십시오.
error-run-unsaved = 실행을 { $path }에 쓸 수 없습니다({ $why }). { $step }스텝의 체크포인트는 온전합니다. 디스크 공간과 폴더의 쓰기 권한을 확인하고 거기서 이어 가십시오.
error-run-busy = 다른 Genera가 { $path }의 학습 기록을 쓰고 있습니다. 그 프로그램이 끝나기를 기다리거나 닫은 뒤 다시 시도하십시오.
error-run-none = { $path }에 실행이 없습니다. run.toml이 있는 실행 폴더를 주십시오.
error-run-toml = { $path } 파일의 { $line }번째 줄을 해석할 수 없습니다({ $why }). 그 줄을 고치거나 파일을 사본에서 되돌리십시오.
error-run-later = { $path } 파일은 Genera { $version }에서 썼는데 이 프로그램은 Genera { $own }입니다. 업데이트한 뒤 여십시오.
error-run-version = { $path } 파일에 적힌 Genera 버전 “{ $version }”은(는) 버전이 아닙니다. 0.1.0처럼 쓰거나 파일을 사본에서 되돌리십시오.
error-run-spec = { $path } 파일에 실행이 가질 수 없는 내용이 있습니다. { $trouble }
error-run-family = { $path } 파일에는 { $family } 모형이라고 적혀 있지만 옆의 체크포인트는 { $found } 모형의 것입니다. 파일을 { $found }(으)로 되돌리십시오.
error-run-data = { $path }의 실행에 쓰인 데이터를 불러올 수 없습니다. { $trouble }
error-spec-budget = 예산 { $value }만큼은 학습할 수 없습니다. 0보다 큰 단계 수나 초를 주십시오.
error-spec-edits = { $step }스텝에서 { $knob } 값을 바꾼 기록이 { $last }스텝의 기록 뒤에 있습니다. 기록을 단계 순서로 놓으십시오.
error-metrics-damaged = { $path } 표가 실행의 열 이름으로 시작하지 않아 아무것도 덧붙이지 않습니다. 사본에서 되돌리거나, 새로 시작하려면 다른 곳으로 옮기십시오.
error-checkpoint-damaged = 체크포인트 파일 { $path }이(가) 손상되었습니다({ $damage }). 사본에서 되돌리거나 새로 학습하십시오.
error-checkpoint-tensor = { $path }의 체크포인트가 실행과 맞지 않습니다({ $misfit }). 폴더를 사본에서 되돌리거나 새로 학습하십시오.
error-checkpoint-finite = 텐서 { $tensor }에 유한하지 않은 수가 있어 실행을 { $path }에 저장하지 않았습니다. 먼저 저장된 것은 그대로 있으니 거기로 돌아가 학습률을 낮추십시오.
damage-missing = 파일이 없습니다
damage-tensors = 텐서가 들어 있지 않습니다: { $why }
damage-progress = 해석할 수 없습니다: { $why }
damage-seconds = { $value }은(는) 초가 될 수 없습니다
damage-checksum = 체크섬이 { $wanted }이어야 하는데 { $found }입니다
damage-checksums = 체크섬 일부가 없습니다
misfit-missing = 텐서 { $tensor }이(가) 없습니다
misfit-extra = 텐서 { $tensor }은(는) 쓰이는 곳이 없습니다
misfit-shape = 텐서 { $tensor }의 모양이 { $wanted }이어야 하는데 { $found }입니다
misfit-type = 텐서 { $tensor }의 형식이 { $wanted }이어야 하는데 { $found }입니다
misfit-value = 텐서 { $tensor }에 있을 수 없는 수가 있습니다

error-gpu-none = 계산할 수 있는 GPU를 찾지 못했습니다. 드라이버를 설치하거나 업데이트하십시오. 아니면 CPU를 고르십시오.
error-gpu-open = GPU를 열 수 없습니다({ $why }). 드라이버를 업데이트하거나 CPU를 고르십시오.
error-gpu-no-compute = GPU { $name }은(는) 컴퓨트 셰이더를 실행할 수 없습니다. 드라이버를 업데이트하거나 CPU를 고르십시오.

trouble-diverged = 학습이 발산했습니다. { $step }스텝에서 { $loss } 값이 유한하지 않아 { $good }스텝으로 되돌아왔습니다. 학습률을 낮추거나 배치를 키우십시오.
trouble-panicked = 실행이 고장 나({ $why }) { $good }스텝으로 되돌아왔습니다. 거기서 이어 가거나 조절값을 바꿔 새로 시작하십시오.


error-call = 명령을 이해하지 못했습니다({ $why }). { $help }에서 사용법을 확인하십시오.
error-device-variable = 환경 변수 GENERA_DEVICE의 값이 “{ $value }”입니다. auto, gpu, cpu 가운데 하나로 설정하십시오.
error-engine-gone = 학습 엔진이 예기치 않게 멈췄습니다. RUST_LOG=error를 설정하고 다시 시작하면 이유를 볼 수 있습니다.
error-engine-start = 학습 엔진을 시작할 수 없습니다({ $why }). 다른 프로그램을 닫고 다시 시도하십시오.
error-out-kind = { $path } 파일은 여기서 쓸 수 있는 그림이나 표나 글의 이름이 아닙니다. { $known }(으)로 끝나는 이름을 고르십시오.
error-out-folder = 폴더가 없어 { $path } 파일을 쓸 수 없습니다. 폴더를 만들거나 다른 폴더를 고르십시오.
error-out-unwritable = { $path } 파일을 쓸 수 없습니다({ $why }). 디스크 공간과 폴더의 쓰기 권한을 확인하십시오.
error-latent-none = { $family } 모형에는 걸어 볼 잠재 공간이 없습니다. 잠재 공간이 있는 모형의 실행을 고르십시오.
error-held-out-none = { $data } 데이터에는 측정에 쓸 보류 예제가 없습니다. 예제가 둘 이상인 데이터를 고르십시오.
error-held-out-index = 보류 예제 { $index }번은 없습니다. 0에서 { $last } 사이의 번호를 고르십시오.
error-data-shape = { $path }의 실행은 { $wanted } 이미지로 학습했는데 { $data } 데이터는 { $found }입니다. 크기가 같은 데이터를 고르십시오.
error-resume-family = { $path }의 실행은 { $family } 모형이 아니라 { $found } 모형입니다. 모형 이름을 빼십시오.
error-resume-steps = { $path }의 실행은 이미 { $step }스텝을 마쳤습니다. 처음부터 세는 --steps나 추가 시간 --seconds를 더 크게 주십시오.
error-kept = { $trouble } 지금까지의 실행은 { $path }에 있습니다.
error-signal = 중단 신호를 받을 수 없습니다({ $why }). 명령을 다시 시작하십시오.
error-ladder-none = { $family } 모델은 이 픽셀에 대한 중요도 가중 하한이 없습니다. pixels=dynamic 또는 pixels=static으로 학습하십시오.
trouble-exploded = 학습이 폭주했습니다. { $step }스텝에서 { $loss } 값이 처음의 백 배를 넘어 { $good }스텝으로 되돌아왔습니다. 학습률을 낮추거나 배치를 키우십시오.
trouble-gpu-memory = { $name }의 그래픽 메모리가 부족해({ $why }) { $good }스텝으로 되돌아왔습니다. 층이나 배치를 줄이거나 CPU에서 이어 가십시오.
trouble-gpu-refused = { $name }의 그래픽 인터페이스가 요청을 거부했습니다({ $why }). 그림이 빠지거나 손실이 이상해 보이면 CPU에서 이어 가십시오.
trouble-gpu-lost = 그래픽 장치 { $name }의 연결이 끊겼습니다({ $why }). 실행은 마지막으로 저장한 상태로 남아 있으며 CPU에서 이어 갈 수 있습니다.
trouble-window-restarted = 그래픽 장치의 연결이 끊겨 창을 다시 열었습니다. 실행은 마지막으로 저장한 곳에 멈춰 있으며, 재생을 누르면 이어 갑니다.
trouble-window-lost-again = 시작하자마자 그래픽 장치의 연결이 다시 끊겼습니다. 그래픽 드라이버를 갱신하거나 창 없이 학습하십시오: genera train.
error-gpu-lost = 그래픽 장치 { $name }의 연결이 끊겼습니다. CPU를 고르거나 Genera를 다시 시작하십시오.

# 평면 위의 점
error-data-drawn = 직접 그리는 데이터는 창에서만 만들 수 있어 여기에는 학습할 것이 없습니다. 창에서 그리거나 “genera tree”에 나오는 데이터 이름을 쓰십시오
error-sample-plane = { $path }: 평면의 표본은 점이므로 이미지를 담는 .png에 쓸 수 없습니다. .csv 이름을 쓰십시오
shape-plane = 평면 위의 점

# 점의 표
data-pasted = 붙여 넣은 글
error-table-empty = { $path }에 아무것도 없습니다. 0.5,1.2처럼 한 행에 수를 두 개씩 주십시오.
error-table-numbers = { $path }에 수가 없습니다. { $line }번째 줄은 “{ $cell }”입니다. 0.5,1.2처럼 한 행에 수를 두 개씩 주십시오.
error-file-empty = { $path }에 아무것도 없습니다. 0.5,1.2처럼 한 행에 수가 두 개씩 있는 표나 이미지의 IDX 파일을 주십시오.
error-file-numbers = { $path }은(는) 이미지의 IDX 파일도 점의 표도 아닙니다. { $line }번째 줄은 “{ $cell }”이고 수가 있는 줄이 없습니다. 0.5,1.2처럼 한 행에 수가 두 개씩 있는 표나 IDX 파일, 또는 1,000글자가 넘는 글을 주십시오.
error-table-column = { $path }에는 수의 열이 하나뿐인데 점에는 두 개가 필요합니다. 0.5,1.2처럼 한 행에 수를 두 개씩 주십시오.
error-table-words = { $path }의 { $column }번째 열은 { $line }번째 줄에서 “{ $cell }”이라고 하므로 수의 열이 하나뿐입니다. 날짜, 낱말, 단위가 없는 수의 열을 두 개 주십시오.
error-table-few = { $path }에 있는 점은 { $points }개인데 모델에는 적어도 { $least }개가 필요합니다. 유한한 수 두 개로 된 행을 더 주십시오.
error-table-many = { $path }에 점이 { $most }개보다 많습니다. 그 일부만 주십시오.
error-table-long = { $path }의 글이 { $most } MiB를 넘습니다. 그 일부만 주십시오.
error-table-binary = { $path }에는 수의 표도 IDX 파일도 글도 없습니다. 점은 CSV로, 이미지는 IDX나 그림 폴더, PNG 스프라이트로, 글은 글 파일로 주십시오. CSV, IDX, 글은 gzip으로 압축되어 있어도 됩니다.
error-table-workbook = { $path }은(는) 스프레드시트 프로그램의 통합 문서입니다. 그 프로그램에서 시트를 CSV로 저장해 그 파일을 주십시오.
remark-table-columns = 표에 열이 { $columns }개 있습니다. 수가 있는 처음 두 열인 “{ $x }”을(를) x로, “{ $y }”을(를) y로 씁니다.
remark-table-left-out = 유한한 수 두 개가 없어 뺀 행: { $all }개 가운데 { $rows }개.
remark-table-outliers = 보통보다 열 배 넘게 멀리 떨어진 점: { $points }개. 그대로 두면 눈금이 늘어나니 잘못된 값이면 빼십시오.
error-density-plane = { $path }의 실행은 평면의 점으로 학습하지 않아 점의 밀도가 없습니다. 점으로 학습한 실행을 고르십시오.
error-density-none = { $family } 모형은 점의 밀도에 대해 아무것도 말하지 못하고, 바깥에서 구할 길도 없습니다. “genera tree”에서 밀도가 있는 모형을 골라 그 실행을 쓰십시오.
error-race-same = 겨루기에는 서로 다른 모형이 필요한데 { $family }이(가) 두 번 나왔습니다. 한 번씩만 쓰십시오.
error-race-data = 고른 모델이 모두 배울 수 있는 데이터가 없습니다. 같은 종류의 데이터를 배우는 모델을 고르십시오.
error-vary-form = “{ $text }”로는 조절값을 여러 값으로 바꿀 수 없습니다. beta=1,2,4나 learning-rate=1e-4..1e-2:5처럼 이름, 등호, 값들을 차례로 쓰십시오.
error-vary-range = 조절값 { $knob }에는 훑을 수 있는 수의 범위가 없습니다. { $range } 가운데 몇 가지를 쉼표로 나누어 쓰십시오.
error-sweep-knobs = 훑기는 조절값 한두 가지만 바꾸는데 { $count }가지가 나왔습니다. 나머지는 --set으로 한 값에 고정하십시오.
error-sweep-same = 조절값 { $knob }이(가) 두 번 나왔습니다. --vary에 모든 값을 모아 한 번만 쓰십시오.
error-sweep-twice = { $name }의 값 { $value }이(가) 두 번 나와서 같은 실행을 되풀이하게 됩니다. 값마다 한 번씩만 쓰십시오.
error-sweep-many = 이 훑기에는 실행이 { $count }번 필요한데 최대 { $most }번까지 할 수 있습니다. 값이나 시드를 줄이십시오.
error-sweep-metric = “{ $metric }”이라는 지표는 여기에 없습니다. 다음 가운데 하나를 고르십시오: { $known }.
error-export-family = 이런 데이터로 배운 { $family }을(를) 다시 만드는 스크립트는 아직 없습니다. 다음 가운데 하나로 학습한 실행을 내보내십시오: { $known }.
error-export-knob = { $knob }={ $value }인 { $family }을(를) 다시 만드는 스크립트는 아직 없습니다. { $knob } 값이 다음 가운데 하나인 실행을 내보내십시오: { $known }.
error-export-fresh = { $path }의 실행은 첫 체크포인트 전에 끝나서 아직 가중치가 없습니다. 먼저 학습시키십시오.

error-picture-alone = { $path } 파일은 그림 한 장인데, 모델은 여러 장에서 배웁니다. 그림이 든 폴더나, 정사각형 그림 여러 장을 나란히 담은 PNG 파일을 주십시오.
error-pictures-few = { $path }에 있는 그림은 { $count }장인데 모델에는 적어도 { $least }장이 필요합니다. 그림이 더 많은 폴더를 주십시오. { $left-out }
error-pictures-many = { $path }에 파일이 { $most }개보다 많습니다. 더 작은 폴더를 주십시오.
error-lesson-form = 수업 파일의 형식이 맞지 않습니다({ $why }). 함께 제공되는 수업 파일과 견주어 보십시오.
error-open-command = --open과 --lesson은 창을 열 때 쓰는 옵션입니다. 명령과 함께 쓸 수 없으니 둘 중 하나를 빼 주십시오.
error-picture-unreadable = { $path } 파일에서 그림을 읽을 수 없습니다. 한 변이 4픽셀 이상인 PNG, JPEG, WebP, GIF, BMP 파일을 주십시오.
error-picture-none = 가져올 그림이 없습니다({ $why }). 그림을 먼저 복사하거나 파일을 여십시오.
error-sprite-broken = PNG 파일 { $path }을(를) 끝까지 읽을 수 없습니다. 다시 내려받거나 복사하십시오.
error-sprite-large = PNG 파일 { $path }은(는) 너무 커서 풀 수 없습니다. 더 작은 판 여러 장이나 그림 폴더로 나누십시오.
error-sprite-side = 판 { $path }의 크기는 { $width } x { $height }이고, 한 변이 { $side }픽셀인 타일로 나누어떨어지지 않습니다. 이름에 적은 크기를 고치거나 판을 맞게 자르십시오.
error-sprite-size = 판 { $path }의 크기는 { $width } x { $height }이고, 두 변 모두 28, 32, 16, 8픽셀 어느 것으로도 나누어떨어지지 않습니다. sheet-24x24.png처럼 이름 끝에 타일 크기를 적거나 그림 폴더를 주십시오.
error-sprite-ambiguous = 판 { $path }의 크기는 { $width } x { $height }이고, 28픽셀 타일과 32픽셀 타일 모두에 들어맞습니다. sheet-28x28.png처럼 이름 끝에 어느 쪽인지 적으십시오.
error-sprite-few = { $path }에는 한 변이 { $side }픽셀인 타일이 { $count }개인데 모델에는 적어도 { $least }개가 필요합니다. 더 큰 판을 주거나, sheet-24x24.png처럼 이름 끝에 타일 크기를 적으십시오.
remark-pictures-left-out = 파일 { $all }개 가운데 { $count }개를 뺐습니다: { $why }.
remark-pictures-classes = 폴더가 { $most }개를 넘는 { $classes }개라서 폴더 이름을 레이블로 쓰지 않습니다.
remark-sprite-over = 다 들어가지 않아 타일 { $all }개 가운데 마지막 { $count }개를 뺐습니다.
left-out-and = { $first }, { $next }
left-out-nothing = 뺀 파일은 없습니다.
left-out-broken = 손상된 파일 { $count }개({ $name } 등)
left-out-small = 한 변이 { $least }픽셀보다 짧은 그림 { $count }개({ $name } 등)
left-out-large = 너무 커서 풀 수 없는 그림 { $count }개({ $name } 등)
left-out-other = 읽을 수 있는 그림이 아닌 파일 { $count }개({ $name } 등)
left-out-over = 처음 { $most }장 뒤의 그림 { $count }개
error-shelf-label = 메모 파일 { $path }을(를) 쓸 수 없습니다({ $why }). 디스크 공간을 비우거나 폴더를 쓸 수 있게 하십시오.
error-shelf-move = { $path }을(를) 옮길 수 없습니다({ $why }). 이 폴더를 쓰는 다른 프로그램을 닫거나 폴더를 쓸 수 있게 하십시오.
error-pad-silent = 잠재 패드가 5초 안에 응답하지 않았습니다. 더 작은 모델이나 더 적은 잠재 차원으로 다시 시도해 주세요
error-overlay-many = 곡선에 겹쳐 볼 수 있는 기록은 최대 { $most }개입니다. 하나를 먼저 빼 주세요.
error-metrics-unread = { $path }의 기록표에 읽을 수 있는 행이 없습니다.
error-past-thread = 학습 기록을 읽을 수 없습니다: { $why }
error-sweep-seeds = “{ $text }”은(는) 시드가 아닙니다. 0, 1, 2처럼 정수를 쉼표로 나누어 적어 주세요.
error-sweep-steps = “{ $text }”은(는) 스텝 수가 아닙니다. 1000처럼 0보다 큰 정수를 적어 주세요.
error-link-damaged = 작업대 링크가 온전하지 않습니다. “genera:”부터 끝까지 모두 복사해 다시 붙여 넣어 주세요.
error-link-made = 링크를 만들 수 없습니다({ $why }). 다른 프로그램을 닫고 다시 시도해 주세요.
