using System.Globalization;
using System.IO.Compression;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The packages as their users meet them: packed, referenced from a folder by a project of its own, run in a fresh
/// process.</summary>
[TestClass]
[TestCategory("Package")]
public class PackageTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private const long MostBytes = 60L << 20;

    private sealed class ImageRow
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }

    [TestMethod]
    public void AProjectThatReferencesThePackageAloneLoadsASavedModelAndPredictsTheSame()
    {
        using var folder = new TemporaryFolder();
        string version = $"0.1.0-test.{Guid.NewGuid():N}";
        try
        {
            Pack("src/Microsoft.ML.SppNet", folder, version);
            string image = DrawnImages.Save(folder["picture.png"]);
            double expected = SaveModel(image, folder["model.zip"]);
            string[] run = ["run", "-c", "Release", "--", folder["model.zip"], image];
            WriteProject(folder["app"], version, folder["packages"], withBackend: false);
            ChildProcess alone = ChildProcess.Run(folder["app"], "dotnet", run).Succeeded("dotnet run");
            Assert.AreEqual(expected, double.Parse(alone.Output, CultureInfo.InvariantCulture), Math.Abs(expected) * 1e-6, alone.Output);

            ChildProcess refused = ChildProcess.Run(folder["app"], "dotnet", [.. run, "gpu"]);
            Assert.AreEqual(1, refused.ExitCode, refused.Output + refused.Error);
            StringAssert.StartsWith(
                refused.Output,
                "libtorch is needed here, because GPU 99 was asked for, and does not load. "
                + "There is no libtorch beside the application: the package TorchSharp is managed code only. Add to the project file: ",
                StringComparison.Ordinal);

            // With the line that the message names added, libtorch is there and looks for the GPU.
            WriteProject(folder["with"], version, folder["packages"], withBackend: true);
            ChildProcess with = ChildProcess.Run(folder["with"], "dotnet", [.. run, "gpu"]);
            StringAssert.StartsWith(with.Output, "GPU 99 was asked for, but libtorch sees ", StringComparison.Ordinal);
        }
        finally
        {
            ForgetInPackageCache(version);
        }
    }

    [TestMethod]
    public void TheToolsPackageHoldsNoLibTorch()
    {
        using var folder = new TemporaryFolder();
        Pack("src/Microsoft.ML.SppNet.Tool", folder, "0.1.0-test");
        string package = Directory.GetFiles(folder["packages"], "Microsoft.ML.SppNet.Tool.*.nupkg").Single();
        using ZipArchive zip = ZipFile.OpenRead(package);
        string[] names = [.. zip.Entries.Select(entry => entry.FullName)];
        Assert.ContainsSingle(names.Where(name => name.EndsWith("/sppnet.dll", StringComparison.Ordinal)));
        Assert.ContainsSingle(names.Where(name => name.EndsWith("/DotnetToolSettings.xml", StringComparison.Ordinal)));
        Assert.IsEmpty(names.Where(name => name.Contains("torch_cpu.", StringComparison.Ordinal)));
        Assert.IsLessThan(MostBytes, new FileInfo(package).Length);
    }

    private static void Pack(string project, TemporaryFolder folder, string version)
    {
        string root = SharedData.RepositoryRoot();
        // What this test runs on is packed as it is: building it again in another folder would take a minute and prove less.
        ChildProcess.Run(
            root, "dotnet", "pack", Path.Combine(root, project), "--no-build", "-c", Configuration, "-nologo", "-v:quiet",
            "-o", folder["packages"], $"-p:PackageVersion={version}").Succeeded("dotnet pack");
    }

    private static double SaveModel(string image, string path)
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable([new ImageRow { ImagePath = image }]);
        using SppNetwork network = SppNetwork.Create("zf5", 1);
        using SppFeatureTransformer model = context.Transforms.ExtractSppFeatures("Features", "ImagePath", network, levels: [1]).Fit(data);
        context.Model.Save(model, data.Schema, path);
        return context.Data.CreateEnumerable<FeatureRow>(model.Transform(data), reuseRowObject: false)
            .Single().Features.Sum(value => (double)value);
    }

    private static void WriteProject(string folder, string version, string packages, bool withBackend)
    {
        Directory.CreateDirectory(folder);
        string root = SharedData.RepositoryRoot();
        string rid = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
        string props = File.ReadAllText(Path.Combine(root, "Directory.Packages.props"));
        string libTorch = props.Split("<LibTorchVersion>")[1].Split('<')[0];
        string backend = withBackend ? $"<PackageReference Include=\"libtorch-cpu-{rid}\" Version=\"{libTorch}\" />" : "";
        File.WriteAllText(Path.Combine(folder, "NuGet.config"), $"""
            <configuration>
              <packageSources><add key="packed" value="{packages}" /></packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(folder, "App.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <CreateSymbolicLinksForCopyLocalIfPossible>true</CreateSymbolicLinksForCopyLocalIfPossible>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.ML.SppNet" Version="{version}" />
                {backend}
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using Microsoft.ML;
            try
            {
                var context = args.Length > 2 ? new MLContext { GpuDeviceId = 99 } : new MLContext();
                ITransformer model = context.Model.Load(args[0], out _);
                using var engine = context.Model.CreatePredictionEngine<ImageRow, FeatureRow>(model);
                Console.WriteLine(engine.Predict(new ImageRow { ImagePath = args[1] }).Features.Sum(value => (double)value));
                return 0;
            }
            catch (Exception exception)
            {
                Console.WriteLine(exception.GetBaseException().Message);
                return 1;
            }

            class ImageRow { public string ImagePath { get; set; } }
            class FeatureRow { public float[] Features { get; set; } }
            """);
    }

    /// <summary>The version is of this run only: left in the cache, such versions would pile up.</summary>
    private static void ForgetInPackageCache(string version)
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string folder = Path.Combine(cache, "microsoft.ml.sppnet", version);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
