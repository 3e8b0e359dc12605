using System.Diagnostics;
using System.Globalization;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Sqlite;
using Xunit;
using static ObjectStore.Index.Conformance.RowText;

namespace ObjectStore.Index.Conformance.Crash;

/// <summary>A process that commits is killed at a random moment, again and again; whatever it acknowledged must be there, and no commit in halves.</summary>
[Trait("Category", "Conformance")]
public sealed class KillTests
{
    private const int Rounds = 10;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_ProcessKilled_KeepsWhatWasAcknowledged()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var folder = Directory.CreateTempSubdirectory("objectstore-kill-");
        var path = Path.Combine(folder.FullName, "index.db");
        var acknowledged = new Dictionary<int, (long Number, long Revision)>();
        for (var round = 0; round < Rounds; round++)
        {
            var before = acknowledged.Values.Sum(entry => entry.Number);
            await CommitUntilKilledAsync(path, random.Next(50, 600), killsItself: round % 2 == 0, acknowledged);
            await CheckAsync(path, acknowledged);
            Assert.True(acknowledged.Values.Sum(entry => entry.Number) > before, "The process committed nothing.");
        }

        folder.Delete(recursive: true);
    }

    /// <summary>The process is killed after it has acknowledged that many commits: by itself at once, or from here while it goes on committing.</summary>
    private static async Task CommitUntilKilledAsync(
        string path, int commits, bool killsItself, Dictionary<int, (long Number, long Revision)> acknowledged)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        start.ArgumentList.Add(CommittingProcess.Argument);
        start.ArgumentList.Add(path);
        start.ArgumentList.Add(killsItself ? commits.ToString(CultureInfo.InvariantCulture) : "-1");
        using var process = Process.Start(start)!;
        var seen = 0;
        while (await process.StandardOutput.ReadLineAsync(Cancel) is { } line)
        {
            if (++seen == commits && !killsItself) process.Kill();
            if (line.Split(' ') is not [var writer, var number, var revision]) continue;
            acknowledged[int.Parse(writer, CultureInfo.InvariantCulture)] =
                (long.Parse(number, CultureInfo.InvariantCulture), long.Parse(revision, CultureInfo.InvariantCulture));
        }

        await process.WaitForExitAsync(Cancel);
    }

    private static async Task CheckAsync(string path, Dictionary<int, (long Number, long Revision)> acknowledged)
    {
        await using var store = SqliteOrderedStore.Open(new SqliteOptions { Path = path });
        Assert.Empty(await store.CheckAsync(Cancel));
        long revisionMax = 0;
        for (var writer = 0; writer < CommittingProcess.WriterCount; writer++)
        {
            var counter = await store.ReadAsync(Bytes($"counter/{writer}"), Cancel);
            var stored = counter is { } row ? long.Parse(row.Text().Split('=')[1], CultureInfo.InvariantCulture) : 0;
            var (number, revision) = acknowledged.GetValueOrDefault(writer);
            Assert.True(stored >= number, $"Writer {writer} acknowledged {number}, the store has {stored}.");
            if (stored == number && counter is not null) Assert.Equal(revision, counter.Value.Revision);
            Assert.Equal(stored, await CountRowsAsync(store, writer));
            revisionMax = Math.Max(revisionMax, counter?.Revision ?? 0);
        }

        var next = await store.CommitAsync(Put("after", "1"), Cancel);
        Assert.True(next.Revision > revisionMax);
    }

    private static async Task<long> CountRowsAsync(SqliteOrderedStore store, int writer)
    {
        long count = 0;
        var range = new KeyRange(Bytes($"row/{writer}/"), Bytes($"row/{writer}0"));
        while (await store.ScanAsync(range, 1000, reverse: false, Cancel) is { Count: > 0 } rows)
        {
            count += rows.Count;
            range = range with { Start = (byte[])[.. rows[^1].Key.Span, 0] };
        }

        return count;
    }
}
