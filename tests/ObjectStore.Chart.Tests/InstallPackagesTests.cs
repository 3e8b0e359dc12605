namespace ObjectStore.Chart.Tests;

public sealed class InstallPackagesTests
{
    /// <summary>apt speaks the language of the system.</summary>
    [Fact]
    public async Task Install_AptSpeaksGerman_FindsThePackage()
    {
        using var script = new ScriptRun { Environment = { ["LC_ALL"] = null, ["LANG"] = "de_DE.UTF-8" } };
        script.Fake("sudo", """[ "$1" = -n ] && shift; exec "$@" """);
        script.Fake("apt-get");
        script.Fake("apt-cache", """if [ "$LC_ALL" = C ]; then echo "  Candidate: 1.0"; else echo "  Installationskandidat: 1.0"; fi""");

        var (exitCode, output) = await script.RunAsync("bash", "scripts/install-packages.sh", "not-installed-here");

        Assert.True(exitCode == 0, output);
        Assert.Contains("apt-get install -y -qq --no-install-recommends not-installed-here", script.Calls);
    }
}
