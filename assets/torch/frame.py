# ---- what every exported model shares: reading files, measuring, checking ----


def rows(path):
    """The examples of a CSV file with a head, a row each: `[examples, numbers]`."""
    with open(path, newline="") as file:
        _, *lines = csv.reader(file)
    return torch.tensor([[float(cell) for cell in line] for line in lines])


def disagreement(ours, theirs):
    """How far two tensors are apart, in parts of their size where they are larger than 1."""
    return ((ours - theirs).abs() / theirs.abs().clamp(min=1)).max().item()


def main():
    here = pathlib.Path(__file__).parent
    torch.set_default_dtype(torch.float64)
    weights = {name: w.double() for name, w in load_file(here / "model.safetensors").items()}
    model = Model(weights, json.loads((here / "model.json").read_text()))
    with torch.no_grad():
        if len(sys.argv) > 1:
            for name, values in model.measures(rows(sys.argv[1])).items():
                print(f"{name} {values.mean():.4f}")
            return
        check = {name: torch.tensor(v) for name, v in json.loads((here / "check.json").read_text()).items()}
        answers, worst = model.answers(check), 0.0
        for name, answer in answers.items():
            apart = disagreement(answer, check[name])
            worst = max(worst, apart)
            print(f"{name}: {len(answer)} examples, {apart:.1e} apart")
        for name, values in model.measures(check["x"]).items():
            print(f"{name} {values.mean():.4f}")
    if not worst <= 1e-4:
        sys.exit("this is not the model that was exported")


if __name__ == "__main__":
    main()
