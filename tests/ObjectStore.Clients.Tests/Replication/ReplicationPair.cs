namespace ObjectStore.Clients.Tests.Replication;

/// <summary>Two processes that know each other as <c>other</c>, themselves as <c>self</c>, and the other without ids of versions as <c>foreign</c>.</summary>
public sealed class ReplicationPair : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new("replication");

    /// <summary>One of them.</summary>
    public StandaloneProcess Left { get; private set; } = null!;

    /// <summary>The other.</summary>
    public StandaloneProcess Right { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        StandaloneSettings[] settings = [new() { DataDirectory = _directory.Combine("left") }, new() { DataDirectory = _directory.Combine("right") }];
        var credentials = _directory.Combine("credentials");
        await File.WriteAllTextAsync(credentials, $"[default]\naws_access_key_id = {settings[0].AccessKey}\naws_secret_access_key = {settings[0].SecretKey}\n");
        (Left, Right) = (StandaloneProcess.Prepare(settings[0]), StandaloneProcess.Prepare(settings[1]));
        Left.Launch(settings[0] with { Arguments = ArgumentsOf(Left, Right, credentials) });
        Right.Launch(settings[1] with { Arguments = ArgumentsOf(Right, Left, credentials) });
        await Left.WaitReadyAsync(CancellationToken.None);
        await Right.WaitReadyAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (Left is not null) await Left.DisposeAsync();
        if (Right is not null) await Right.DisposeAsync();
        _directory.Dispose();
    }

    private static IReadOnlyList<string> ArgumentsOf(StandaloneProcess self, StandaloneProcess other, string credentials)
    {
        string[] Target(string name, StandaloneProcess process) =>
            [$"--Replication:Targets:{name}:Url", process.Endpoint.GetLeftPart(UriPartial.Authority), $"--Replication:Targets:{name}:CredentialsFile", credentials];

        return
        [
            .. Target("self", self), .. Target("other", other), .. Target("foreign", other), "--Replication:Targets:foreign:KeepsVersions", "false",
            "--Replication:StallTimeout", "00:00:20",
        ];
    }
}
