using System.Buffers.Binary;

namespace ObjectStore.Clients.Tests.Index;

/// <summary>Databases that must not be used, and settings that make no sense: one line says what to do, and the process ends with 2.</summary>
[Trait("Category", "Integration")]
public sealed class DatabaseSettingsTests(DedicatedPostgres server) : IClassFixture<DedicatedPostgres>
{
    private const int SqliteUserVersionOffset = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = server.NewFolder();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_WrongPassword_IsRefusedWithoutTellingIt()
    {
        await server.ExecuteAsync("DROP ROLE IF EXISTS asked");
        await server.ExecuteAsync("CREATE ROLE asked LOGIN PASSWORD 'right-password'");
        var database = server.Declare("a", _folder, ";Username=asked;Password=wrong-password");

        var line = await RefusalAsync(database);

        Assert.Contains("28P01", line, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SchemaOfALaterRelease_SaysWhichReleaseToRun()
    {
        var database = server.Declare("a", _folder);
        await StartAndStopAsync(database);
        await server.ExecuteAsync($"INSERT INTO {DedicatedPostgres.SchemaOf(_folder, "a")}.schema_versions (version) VALUES (99)");

        Assert.Contains("run the release that raised it, or a later one", await RefusalAsync(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SqliteFileOfALaterRelease_SaysWhichReleaseToRun()
    {
        var database = NewFile("a");
        await StartAndStopAsync(database);
        var bytes = await File.ReadAllBytesAsync(database.Path, Token);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(SqliteUserVersionOffset), 99);
        await File.WriteAllBytesAsync(database.Path, bytes, Token);

        Assert.Contains("run the release that wrote it, or a later one", await RefusalAsync(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithManyMistakes_NamesAllOfThem()
    {
        var line = await RefusalAsync(
            NewFile("twice") with { More = [("Drain", "true")] },
            NewFile("twice"),
            new DatabaseSetting("neither"),
            NewFile("both") with { ConnectionStringFile = Path.Combine(_folder, "missing.connection") },
            new DatabaseSetting("no name!") { Path = Path.Combine(_folder, "other.db"), More = [("Weight", "0"), ("BytesMax", "-1")] });

        Assert.Contains("names 'twice' twice", line, StringComparison.Ordinal);
        Assert.Contains("cannot be drained", line, StringComparison.Ordinal);
        Assert.Contains("'neither' needs either", line, StringComparison.Ordinal);
        Assert.Contains("'both' needs either", line, StringComparison.Ordinal);
        Assert.Contains("missing.connection' of 'both' does not exist", line, StringComparison.Ordinal);
        Assert.Contains("'no name!' is not", line, StringComparison.Ordinal);
        Assert.Contains("Weight", line, StringComparison.Ordinal);
        Assert.Contains("BytesMax", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithMistakesInSeveralSections_NamesAllOfThem()
    {
        var line = await RefusalAsync(["--Standalone:Zones", "99", .. DatabaseSetting.Arguments(new DatabaseSetting("neither"))]);

        Assert.Contains("Zones", line, StringComparison.Ordinal);
        Assert.Contains("'neither' needs either", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DatabasesInAnotherOrder_IsRefusedAndSaysWhichIsFirst()
    {
        var (a, b) = (NewFile("a"), NewFile("b"));
        await StartAndStopAsync(a, b);

        Assert.Contains("catalog lies in 'a'", await RefusalAsync(b, a), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_EmptyFileInThePlaceOfTheCatalog_IsRefused()
    {
        await StartAndStopAsync(NewFile("a"));

        Assert.Contains("'other', which is declared first, is empty", await RefusalAsync(NewFile("other")), StringComparison.Ordinal);
        Assert.Contains("'other', which is declared first, is empty", await RefusalAsync(NewFile("other"), NewFile("a")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CatalogOfAnotherStore_IsRefusedAsItsOwn()
    {
        var other = NewFile("a");
        await StartAndStopAsync(other);
        var mine = new DatabaseSetting("a") { Path = Path.Combine(_folder, "mine", "a.db") };
        var settings = Settings([.. DatabaseSetting.Arguments(mine)]) with { DataDirectory = Path.Combine(_folder, "mine", "data") };
        await using (var first = await StandaloneProcess.StartAsync(settings, Token))
            Assert.Equal(0, await first.StopAsync(Patience));
        settings = settings with { Arguments = [.. DatabaseSetting.Arguments(mine, other with { Name = "b" })] };

        // Only the catalog is waited for; the other database stays closed, and the store works without it.
        await using var standalone = await StandaloneProcess.StartAsync(settings, Token);
        await Wait.UntilAsync("the refusal", Patience, () => Task.FromResult(standalone.Output.Contains("belongs to another cluster")), standalone);
        using var client = S3Clients.Create(standalone);
        await client.PutBucketAsync("mine", Token);
    }

    private DatabaseSetting NewFile(string name) => new(name) { Path = Path.Combine(_folder, name + ".db") };

    private StandaloneSettings Settings(IReadOnlyList<string> arguments) => new() { DataDirectory = Path.Combine(_folder, "data"), Arguments = arguments };

    /// <summary>Starts a store, waits until every database is bound to it, and stops it.</summary>
    private async Task StartAndStopAsync(params DatabaseSetting[] databases)
    {
        await using var standalone = await StandaloneProcess.StartAsync(Settings([.. DatabaseSetting.Arguments(databases)]), Token);
        foreach (var database in databases.Skip(1))
            await Wait.UntilAsync($"open {database.Name}", Patience, () => Task.FromResult(standalone.Output.Contains($"database {database.Name} is open")), standalone);
        Assert.Equal(0, await standalone.StopAsync(Patience));
    }

    private Task<string> RefusalAsync(params DatabaseSetting[] databases) => RefusalAsync([.. DatabaseSetting.Arguments(databases)]);

    /// <summary>The one line with which the start is refused. A slow server may have been waited for before.</summary>
    private async Task<string> RefusalAsync(IReadOnlyList<string> arguments)
    {
        await using var standalone = StandaloneProcess.Prepare(Settings(arguments));
        standalone.Launch();

        var code = await standalone.WaitForExitAsync(Patience);

        var lines = standalone.Output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.Contains("is tried again", StringComparison.Ordinal)).ToArray();
        Assert.True(code == 2 && lines.Length == 1 && lines[0].StartsWith("objectstore: ", StringComparison.Ordinal), $"Ended with {code}:\n{standalone.Output}");
        return lines[0];
    }
}
