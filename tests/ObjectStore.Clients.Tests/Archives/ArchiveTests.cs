using ObjectStore.Clients.Tests.Clients;

namespace ObjectStore.Clients.Tests.Archives;

/// <summary>Archive classes against the real process, whose days last three seconds, with <c>boto3</c> as the client.</summary>
[Trait("Category", "Integration")]
public sealed class ArchiveTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("archives");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Restore_AsBoto3SeesIt_MakesObjectsReadableForSomeDays()
    {
        Assert.SkipWhen(ClientPrograms.Boto3Interpreters.Count == 0, "No Python interpreter here has boto3.");
        var settings = new StandaloneSettings
        {
            DataDirectory = _directory.Combine("data"),
            Arguments =
            [
                "--Standalone:Pools:cold:DevicesPerZone", "2", "--StorageClasses:GLACIER:Pool", "cold",
                "--Lifecycle:DayLength", "00:00:03", "--Restores:Period", "00:00:01",
            ],
        };
        await using var standalone = await StandaloneProcess.StartAsync(settings, TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = settings.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = settings.SecretKey,
            ["AWS_DEFAULT_REGION"] = "us-east-1",
        };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Boto3", "archives.py"), standalone.Endpoint.GetLeftPart(UriPartial.Authority), "archives"];

        var result = await CommandRunner.RunAsync(ClientPrograms.Boto3Interpreters[0], arguments, environment);

        Assert.True(result.ExitCode == 0, $"{result.Output}\n{result.Error}\nThe store wrote:\n{standalone.Output}");
        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
    }
}
