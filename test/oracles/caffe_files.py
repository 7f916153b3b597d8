"""Small .caffemodel files, written by Google's protobuf from a schema of the few messages that they need.

    python3 test/oracles/caffe_files.py test/Microsoft.ML.SppNet.Tests/Fixtures/Weights/Caffe

Needs protoc and python3-protobuf (written with 3.21). Field numbers are those of Caffe's caffe.proto. `v2` has the layers of today, elements as
packed floats and as doubles, dimensions as a list; `v1` those of 2014, four dimensions, elements one by one; `v0` the first form inside V1's.
"""
import importlib
import json
import os
import subprocess
import sys
import tempfile

import counter_random

SCHEMA = """
syntax = "proto2";
message BlobShape { repeated int64 dim = 1 [packed = true]; }
message BlobProto {
  optional int32 num = 1; optional int32 channels = 2; optional int32 height = 3; optional int32 width = 4;
  repeated float data = 5 [packed = PACKED];
  optional BlobShape shape = 7;
  repeated double double_data = 8 [packed = PACKED];
}
message ConvolutionParameter { optional uint32 num_output = 1; repeated uint32 pad = 3; repeated uint32 kernel_size = 4;
  optional uint32 group = 5; repeated uint32 stride = 6; optional uint32 kernel_h = 11; optional uint32 kernel_w = 12; }
message LRNParameter { optional uint32 local_size = 1; optional float alpha = 2; optional float beta = 3; optional int32 norm_region = 4; }
message PoolingParameter { optional int32 pool = 1; optional uint32 kernel_size = 2; optional uint32 stride = 3; optional uint32 pad = 4; }
message V0LayerParameter { optional string name = 1; optional string type = 2; optional uint32 num_output = 3; repeated BlobProto blobs = 50; }
message V1LayerParameter {
  optional V0LayerParameter layer = 1; repeated string bottom = 2; repeated string top = 3; optional string name = 4; optional int32 type = 5;
  repeated BlobProto blobs = 6; repeated float blobs_lr = 7; optional ConvolutionParameter convolution_param = 10;
  optional LRNParameter lrn_param = 18; optional PoolingParameter pooling_param = 19;
}
message LayerParameter {
  optional string name = 1; optional string type = 2; repeated string bottom = 3; repeated string top = 4; repeated BlobProto blobs = 7;
  optional ConvolutionParameter convolution_param = 106; optional LRNParameter lrn_param = 118; optional PoolingParameter pooling_param = 121;
}
message NetParameter { optional string name = 1; repeated V1LayerParameter layers = 2; repeated string input = 3; repeated int32 input_dim = 4;
  repeated LayerParameter layer = 100; }
"""
TENSORS = (("conv1", 4, 14, "conv", ((2, 3, 3, 3), (2,))), ("fc6", 14, 14, "innerproduct", ((3, 8), (3,))))


def schema(packed, folder):
    name = "caffe_packed" if packed else "caffe_single"
    with open(os.path.join(folder, name + ".proto"), "w") as file:
        file.write(SCHEMA.replace("PACKED", str(packed).lower()).replace('"proto2";', f'"proto2"; package {name};'))
    subprocess.run(["protoc", "-I", folder, "--python_out", folder, name + ".proto"], check=True)
    sys.path.insert(0, folder)
    return importlib.import_module(name + "_pb2")


def values(name, shape):
    count = 1
    for size in shape:
        count *= size
    return counter_random.fill(name, count, 1.0)


def fill(blob, name, shape, legacy, double):
    if legacy:
        four = (1,) * (4 - len(shape)) + shape
        blob.num, blob.channels, blob.height, blob.width = four
    else:
        blob.shape.dim.extend(shape)
    (blob.double_data if double else blob.data).extend(float(value) for value in values(name, shape))


def v2(proto):
    net = proto.NetParameter(name="Tiny")
    net.layer.add(name="data", type="Input", top=["data"])
    for name, _, _, _, shapes in TENSORS:
        layer = net.layer.add(name=name, type="Convolution" if name == "conv1" else "InnerProduct", bottom=["data"], top=[name])
        for ending, shape in zip((".weight", ".bias"), shapes):
            fill(layer.blobs.add(), name + ending, shape, False, name == "fc6")
    net.layer[1].convolution_param.MergeFrom(proto.ConvolutionParameter(num_output=2, kernel_size=[3], stride=[2], pad=[1]))
    norm = net.layer.add(name="norm1", type="LRN", bottom=["conv1"], top=["norm1"])
    norm.lrn_param.MergeFrom(proto.LRNParameter(local_size=3, alpha=5e-5, beta=0.75, norm_region=1))
    pool = net.layer.add(name="pool1", type="Pooling", bottom=["norm1"], top=["pool1"])
    pool.pooling_param.MergeFrom(proto.PoolingParameter(pool=0, kernel_size=3, stride=2))
    return net


def v1(proto):
    net = proto.NetParameter(name="Tiny", input=["data"], input_dim=[1, 3, 8, 8])
    for name, kind, _, _, shapes in TENSORS:
        layer = net.layers.add(name=name, type=kind, bottom=["data"], top=[name], blobs_lr=[1, 2])
        for ending, shape in zip((".weight", ".bias"), shapes):
            fill(layer.blobs.add(), name + ending, shape, True, False)
    return net


def v0(proto):
    net = proto.NetParameter(name="Tiny", input=["data"], input_dim=[1, 3, 8, 8])
    for name, _, _, kind, shapes in TENSORS:
        layer = net.layers.add(layer=proto.V0LayerParameter(name=name, type=kind, num_output=shapes[1][0]), bottom=["data"], top=[name])
        for ending, shape in zip((".weight", ".bias"), shapes):
            fill(layer.layer.blobs.add(), name + ending, shape, True, False)
    return net


def main(folder):
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        packed, single = schema(True, work), schema(False, work)
        for name, net in (("v2", v2(packed)), ("v1", v1(single)), ("v0", v0(packed))):
            with open(os.path.join(folder, name + ".caffemodel"), "wb") as file:
                file.write(net.SerializeToString())
    expected = {name + ending: {"shape": shape, "values": [float(value) for value in values(name + ending, shape)]}
                for name, _, _, _, shapes in TENSORS for ending, shape in zip((".weight", ".bias"), shapes)}
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(expected, file)


if __name__ == "__main__":
    main(sys.argv[1])
