"""What TensorBoard's own reader finds in the event files of a run: every scalar with its last value, every picture with its
size, and the knobs. No step of a scalar may come twice.

    pip install tensorboard
    python tests/peers/read_events.py runs/first
"""

import argparse
import json
import struct

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2


def png_size(png: bytes) -> list[int]:
    """Width and height as the header of a PNG says."""
    return list(struct.unpack(">II", png[16:24]))


def knobs(events: EventAccumulator) -> dict:
    """The knobs as the page of hyper-parameters sees them."""
    content = events.PluginTagToContent("hparams")["_hparams_/session_start_info"]
    info = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info
    return {name: getattr(value, value.WhichOneof("kind")) for name, value in sorted(info.hparams.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", help="the folder of a run")
    events = EventAccumulator(parser.parse_args().run, size_guidance={"scalars": 0, "images": 0})
    events.Reload()
    scalars = {tag: events.Scalars(tag) for tag in events.Tags()["scalars"]}
    for tag, points in scalars.items():
        steps = [point.step for point in points]
        assert steps == sorted(set(steps)), f"{tag}: a step comes twice, or too late"
    found = {
        "scalars": {tag: [len(points), points[-1].step, points[-1].value] for tag, points in scalars.items()},
        "images": {
            tag: [[image.step, *png_size(image.encoded_image_string)] for image in events.Images(tag)]
            for tag in events.Tags()["images"]
        },
        "knobs": knobs(events),
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
