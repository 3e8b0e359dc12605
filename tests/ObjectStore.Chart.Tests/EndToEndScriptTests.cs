using ObjectStore.ProcessTesting;

namespace ObjectStore.Chart.Tests;

public sealed class EndToEndScriptTests
{
    /// <summary>The operator outlives its resources, which have finalizers; and the release is that to which the definitions belong, or Helm refuses it.</summary>
    [Fact]
    public async Task Kind_EndToEnd_EmptiesTheClusterInOrderAndInstallsThereAgain()
    {
        using var script = new ScriptRun { Environment = { ["ENGINE"] = "docker" } };
        foreach (var command in (ReadOnlySpan<string>)["kubectl", "helm", "docker", "jq"]) script.Fake(command);
        script.Fake("kind", "echo worker");

        var (exitCode, output) = await script.RunAsync("bash", "scripts/kind.sh", "e2e", "release");

        Assert.True(exitCode == 0, output);
        string[] begins =
        [
            "kubectl -n objectstore delete bucketaccess,bucket,objectstore,storagepool --all",
            "helm uninstall objectstore --namespace objectstore",
            "kubectl delete namespace objectstore",
            "kind get nodes",
            "docker exec worker rm -rf",
            "helm upgrade --install objectstore charts/objectstore --namespace objectstore --set-string ",
        ];
        Assert.Equal(begins.Length, script.Calls.Count);
        Assert.All(begins.Zip(script.Calls), static pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }

    /// <summary>The scenarios need a client, and the index a database: neither comes from a registry then.</summary>
    [Fact]
    public async Task Kind_UpWithoutBuildingByTheEngine_LoadsAndNamesEveryImage()
    {
        using var script = new ScriptRun { Environment = { ["ENGINE"] = "docker", ["IMAGES_BY"] = "none", ["REGISTRY"] = "registry.example.com/store", ["TAG"] = "17" } };
        foreach (var command in (ReadOnlySpan<string>)["kubectl", "helm", "docker"]) script.Fake(command);
        script.Fake("kind", "echo objectstore");

        var (exitCode, output) = await script.RunAsync("bash", "scripts/kind.sh", "up");

        Assert.True(exitCode == 0, output);
        foreach (var image in (ReadOnlySpan<string>)["operator", "gateway", "node", "s3-client", "postgres"])
            Assert.Contains($"kind load image-archive --name objectstore --nodes objectstore artifacts/images/{image}.tar", script.Calls);
        Assert.Contains("--set-string postgresImage.registry=registry.example.com,postgresImage.repository=store/postgres,postgresImage.tag=17",
            Assert.Single(script.Calls, static call => call.StartsWith("helm", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>The documentation has people export the kubeconfig of kind.</summary>
    [Theory]
    [InlineData(null, "scripts/kind.sh e2e")]
    [InlineData("artifacts/kind.kubeconfig", "scripts/kind.sh e2e")]
    [InlineData("artifacts/other.kubeconfig", "scripts/e2e.sh")]
    public async Task Make_EndToEnd_GoesToTheScriptOfTheCluster(string? configuration, string script)
    {
        using var make = new ScriptRun { Environment = { ["KUBECONFIG"] = configuration is null ? null : Path.Combine(RepositoryPaths.Root, configuration), ["MAKEFLAGS"] = null } };

        var (exitCode, output) = await make.RunAsync("make", "--no-print-directory", "--dry-run", "e2e");

        Assert.True(exitCode == 0, output);
        Assert.Equal(script, output.Trim());
    }
}
