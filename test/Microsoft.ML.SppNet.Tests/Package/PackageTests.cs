using System.Globalization;
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using SkiaSharp;

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

    /// <summary>The README's programs as they are printed, the detector's only as far as it compiles, in a folder with a space, and the
    /// scripts of the samples; all they are given is photographs and weights.</summary>
    [TestMethod]
    public void TheReadmesProgramsRunAsTheyArePrinted()
    {
        using var folder = new TemporaryFolder();
        string version = $"0.1.0-test.{Guid.NewGuid():N}";
        try
        {
            Pack("src/Microsoft.ML.SppNet", folder, version);
            string[] programs = ReadmeTests.Programs(ReadmeTests.Read("README.md"));
            string train = folder["my programs", "train"], predict = folder["my programs", "predict"];
            foreach ((string app, string program) in new[] { (train, programs[0]), (predict, programs[1]) })
            {
                WriteProject(app, version, folder["packages"], withBackend: false);
                File.WriteAllText(Path.Combine(app, "Program.cs"), program);
            }

            for (int index = 0; index < 8; index++)
                Draw(Path.Combine(train, "photos", index % 2 == 0 ? "red" : "blue", $"{index}.jpg"), index);
            using (SppNetwork network = SppNetwork.Create("resnet18"))
                network.Save(Path.Combine(train, "resnet50.safetensors"));
            ChildProcess.Run(train, "dotnet", "run", "-c", "Release").Succeeded("the first program");
            File.Copy(Path.Combine(train, "model.zip"), Path.Combine(predict, "model.zip"));
            Draw(Path.Combine(predict, "new.jpg"), 9);
            ChildProcess answer = ChildProcess.Run(predict, "dotnet", "run", "-c", "Release").Succeeded("the second program");
            Assert.AreEqual("blue", answer.Output.Trim());

            string detect = folder["my programs", "detect"];
            WriteProject(detect, version, folder["packages"], withBackend: false);
            File.WriteAllText(Path.Combine(detect, "Program.cs"), programs[2]);
            ChildProcess.Run(detect, "dotnet", "build", "-c", "Release").Succeeded("the detector's program");

            string script = ReadmeTests.Read("docs", "samples", "Scripts", "features.cs")
                .Replace("SppNet@0.1.0", $"SppNet@{version}", StringComparison.Ordinal);
            string scripts = folder["my programs", "scripts"];
            WriteConfiguration(scripts, folder["packages"]);
            File.WriteAllText(Path.Combine(scripts, "features.cs"), script);
            ChildProcess features =
                ChildProcess.Run(scripts, "dotnet", "run", "features.cs", Path.Combine(predict, "new.jpg")).Succeeded("the script");
            Assert.StartsWith($"{Path.Combine(predict, "new.jpg")}: 9600 numbers, the largest ", features.Output);

            script = ReadmeTests.Read("docs", "samples", "Scripts", "classify.fsx")
                .Replace("SppNet, 0.1.0\"", $"SppNet, {version}\"\n#i \"nuget: {folder["packages"]}\"", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(scripts, "classify.fsx"), script);
            ChildProcess classes = ChildProcess.Run(
                scripts, "dotnet", "fsi", "classify.fsx", Path.Combine(train, "photos"),
                Path.Combine(predict, "new.jpg")).Succeeded("the F# script");
            Assert.AreEqual($"{Path.Combine(predict, "new.jpg")}: blue", classes.Output.Trim());
        }
        finally
        {
            ForgetInPackageCache(version);
        }
    }

    /// <summary>What an editor shows: of each public type, and of nothing that cannot be seen.</summary>
    [TestMethod]
    public void TheDocumentationIsOfPublicMembersAlone()
    {
        using var folder = new TemporaryFolder();
        Pack("src/Microsoft.ML.SppNet", folder, "0.1.0-test");
        using ZipArchive zip = ZipFile.OpenRead(Directory.GetFiles(folder["packages"], "Microsoft.ML.SppNet.*.nupkg").Single());
        using Stream stream = zip.GetEntry("lib/net10.0/Microsoft.ML.SppNet.xml")!.Open();
        string[] documented = [.. XDocument.Load(stream).Descendants("member").Select(member => member.Attribute("name")!.Value)];
        Type[] types = typeof(SppNetwork).Assembly.GetExportedTypes();
        string[] names = [.. types.Select(type => type.FullName!.Replace('+', '.'))];
        CollectionAssert.AreEquivalent(names,
            documented.Where(name => name.StartsWith("T:", StringComparison.Ordinal)).Select(name => name[2..]).ToArray());
        HashSet<string> members = [.. types.SelectMany(type => type.GetMembers(Declared).Where(IsShown).Select(
            member => $"{type.FullName!.Replace('+', '.')}.{member.Name.Replace(".ctor", "#ctor", StringComparison.Ordinal)}"))];
        string[] hidden = [.. documented.Where(name => !name.StartsWith("T:", StringComparison.Ordinal))
            .Where(name => !members.Contains(name[2..].Split('(')[0].Split("``")[0]))];
        Assert.AreEqual("", string.Join('\n', hidden));
        Assert.Contains("M:Microsoft.ML.SppNet.SppNetwork.Load(System.String)", documented);
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

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static bool IsShown(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsShown),
        _ => false,
    };

    private static void Draw(string path, int index)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(60 + index, 70);
        bitmap.Erase(index % 2 == 0 ? SKColors.Red : SKColors.Blue);
        File.WriteAllBytes(path, TestImages.Encode(bitmap, SKEncodedImageFormat.Jpeg));
    }

    private static void WriteConfiguration(string folder, string packages)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "NuGet.config"), $"""
            <configuration>
              <packageSources><add key="packed" value="{packages}" /></packageSources>
            </configuration>
            """);
    }

    private static void WriteProject(string folder, string version, string packages, bool withBackend)
    {
        WriteConfiguration(folder, packages);
        string root = SharedData.RepositoryRoot();
        string rid = OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";
        string props = File.ReadAllText(Path.Combine(root, "Directory.Packages.props"));
        string libTorch = props.Split("<LibTorchVersion>")[1].Split('<')[0];
        string backend = withBackend ? $"<PackageReference Include=\"libtorch-cpu-{rid}\" Version=\"{libTorch}\" />" : "";
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
