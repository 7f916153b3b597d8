#:package Microsoft.ML.OnnxRuntime@1.31.1
#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
#:property PublishAot=false
// What ONNX Runtime makes of a drawn picture with the network of the package Microsoft.ML.DnnImageFeaturizer.ResNet18
// (PretrainedNetworks.ResNet18).
//
//     dotnet run test/oracles/resnet18_vector.cs -- …/tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx >
// test/Microsoft.ML.SppNet.Tests/Fixtures/Weights/Onnx/resnet18-vector.txt
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

const int side = 224;
float[] mean = [103.06262f, 115.90288f, 123.15163f];
var image = new DenseTensor<float>([1, 3, side, side]);
for (int channel = 0; channel < 3; channel++)
{
    for (int row = 0; row < side; row++)
    {
        for (int column = 0; column < side; column++)
            image[0, channel, row, column] = Pixel(2 - channel, row, column) - mean[channel];
    }
}

using var session = new InferenceSession(args[0]);
using var results = session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames[0], image)]);
foreach (float value in results[0].AsTensor<float>())
    Console.WriteLine(value.ToString("R", CultureInfo.InvariantCulture));

// Discs and stripes; channels are red, green, blue.
static int Pixel(int channel, int row, int column)
{
    int disc = (row - 100) * (row - 100) + (column - 120) * (column - 120) < 60 * 60 ? 140 : 0;
    return (disc + (channel + 1) * ((row * 3 + column * (channel + 2)) % 64)) % 256;
}
