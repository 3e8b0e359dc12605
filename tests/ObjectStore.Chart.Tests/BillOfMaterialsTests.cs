using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Chart.Tests;

public sealed class BillOfMaterialsTests
{
    private static readonly string[] Projects = ["operator/ObjectStore.CuratorHost", "gateway/ObjectStore.GatewayHost", "node/ObjectStore.Node"];

    /// <summary>The hash of a package is that of the file NuGet checked, in the notation of CycloneDX.</summary>
    [Fact]
    public async Task Sbom_OfEveryProcess_ListsThePackagesThatWereRestored()
    {
        foreach (var project in Projects)
        {
            var assets = Path.Combine(RepositoryPaths.Root, project, "obj", "project.assets.json");
            var expected = JsonDocument.Parse(await File.ReadAllTextAsync(assets, TestContext.Current.CancellationToken)).RootElement.GetProperty("libraries").EnumerateObject()
                .Where(static library => library.Value.GetProperty("type").GetString() == "package").Select(static library => "pkg:nuget/" + library.Name.Replace('/', '@'));

            var bill = await RunAsync(assets);

            var libraries = bill.GetProperty("components").EnumerateArray().Where(static component => component.GetProperty("type").GetString() == "library").ToArray();
            Assert.Equal("CycloneDX", bill.GetProperty("bomFormat").GetString());
            Assert.NotEmpty(libraries);
            Assert.Equal(expected.Order(StringComparer.Ordinal), libraries.Select(static library => library.GetProperty("purl").GetString()).Order(StringComparer.Ordinal));
            Assert.All(libraries, static library => Assert.Equal(
                SHA512.HashSizeInBytes * 2, library.GetProperty("hashes")[0].GetProperty("content").GetString()!.Length));
        }
    }

    private static async Task<JsonElement> RunAsync(string assets)
    {
        string[] arguments = [Path.Combine(RepositoryPaths.Root, "scripts", "sbom.py"), "test", "1.0.0", assets];
        using var process = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return JsonDocument.Parse(output).RootElement;
    }
}
