using ObjectStore.Clients.Tests.Clients;

namespace ObjectStore.Clients.Tests.Tiering;

/// <summary>A class with two pools against the real process, whose days last two seconds, with <c>boto3</c> as the client.</summary>
[Trait("Category", "Integration")]
public sealed class TierTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new("tiers");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Objects_AsBoto3SeesThem_GoColdAndComeBackWhenTheyAreRead()
    {
        Assert.SkipWhen(ClientPrograms.Boto3Interpreters.Count == 0, "No Python interpreter here has boto3.");
        var settings = new StandaloneSettings
        {
            DataDirectory = _directory.Combine("data"),
            Arguments =
            [
                "--Standalone:Pools:cold:DevicesPerZone", "2", "--StorageClasses:INTELLIGENT_TIERING:Pool", "default", "--StorageClasses:INTELLIGENT_TIERING:InfrequentAccessPool", "cold",
                "--StorageClasses:INTELLIGENT_TIERING:InfrequentAccessAfterDays", "1", "--Lifecycle:DayLength", "00:00:02",
            ],
        };
        await using var standalone = await StandaloneProcess.StartAsync(settings, TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = settings.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = settings.SecretKey,
            ["AWS_DEFAULT_REGION"] = "us-east-1",
            ["METRICS"] = new Uri(standalone.AdminEndpoint, "/metrics").ToString(),
        };
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Boto3", "tiers.py"), standalone.Endpoint.GetLeftPart(UriPartial.Authority), "tiers"];

        var result = await CommandRunner.RunAsync(ClientPrograms.Boto3Interpreters[0], arguments, environment);

        Assert.True(result.ExitCode == 0, $"{result.Output}\n{result.Error}\nThe store wrote:\n{standalone.Output}");
        TestContext.Current.TestOutputHelper?.WriteLine(result.Output);
    }
}
