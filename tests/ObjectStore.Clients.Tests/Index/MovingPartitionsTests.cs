using System.Diagnostics;
using System.Globalization;
using ObjectStore.Clients.Tests.Durability;

namespace ObjectStore.Clients.Tests.Index;

/// <summary>Partitions that split, merge and move between two databases while the process is killed.</summary>
[Trait("Category", "Integration")]
public sealed class MovingPartitionsTests
{
    private const string Bucket = "moving";
    private const int WriterCount = 6;
    private const int RoundCount = 6;
    private const int RoundsMax = 30;
    private static readonly TimeSpan MoreRoundsMax = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Writers run until the process is killed, several times, while the curator cuts the key space and spreads it over two databases; moves are slow, so that
    /// kills hit them half way. After each restart every key that was touched holds what was acknowledged. Then one database is drained under load and
    /// taken away. At the end all keys are read, and the listing is compared with them.
    /// </summary>
    [Fact]
    public async Task Kill_WhilePartitionsMoveAndADatabaseIsDrained_LosesNothingAcknowledged()
    {
        var seed = TestSeed.Next();
        var random = new Random(seed);
        using var directory = new TemporaryDirectory("moving");
        var (a, b) = (new DatabaseSetting("a") { Path = directory.Combine("a.db") }, new DatabaseSetting("b") { Path = directory.Combine("b.db") });
        var settings = Settings(directory, a, b);
        settings = settings with { Arguments = [.. settings.Arguments, "--Index:MoveBytesPerSecondMax", "65536"] };
        await using var standalone = await StandaloneProcess.StartAsync(settings, Token);
        using var client = S3Clients.Create(standalone);
        await client.PutBucketAsync(Bucket, Token);
        var writers = Enumerable.Range(0, WriterCount).Select(number => new RandomWriter(client, Bucket, number, random.Next())).ToList();
        var verifier = new StoreVerifier(client, Bucket);
        var (splits, moves) = (0.0, 0.0);

        // A busy machine may come to no split or move in six rounds.
        var began = Stopwatch.GetTimestamp();
        for (var round = 1; round <= RoundCount || ((splits == 0 || moves == 0) && round <= RoundsMax && Stopwatch.GetElapsedTime(began) < MoreRoundsMax); round++)
        {
            var measuring = MeasureUntilGoneAsync(standalone);
            await KillRound.RunAsync(standalone, writers, TimeSpan.FromMilliseconds(random.Next(4_000, 9_000)), Token);
            var (splitsNow, movesNow) = await measuring;
            (splits, moves) = (splits + splitsNow, moves + movesNow);
            await standalone.RestartAsync(Token);
            foreach (var writer in writers)
                AssertNone(await verifier.VerifyAsync(writer, [.. writer.Unverified], Token), seed, round, standalone);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{splits} splits and {moves} moves, {writers.Sum(writer => writer.AcknowledgedCount)} acknowledged writes"));
        Assert.True(splits > 0 && moves > 0, $"Nothing split or moved, so the test means nothing.\n{standalone.Output}");

        await standalone.KillAsync();
        await standalone.RestartAsync(Token, Settings(directory, a, b with { More = [("Drain", "true")] }));
        await DrainAsync(standalone, writers);
        Assert.Equal(0, await standalone.StopAsync(Patience));
        File.Delete(b.Path);
        await standalone.RestartAsync(Token, Settings(directory, a));
        foreach (var writer in writers)
            AssertNone(await verifier.VerifyAsync(writer, [.. writer.States.Keys], Token), seed, RoundsMax + 1, standalone);
        var expected = writers.SelectMany(writer => writer.States).Where(pair => pair.Value.Acknowledged is not null)
            .Select(pair => pair.Key).Order(StringComparer.Ordinal);
        Assert.Equal(expected, await verifier.ListAsync(Token));
    }

    private static StandaloneSettings Settings(TemporaryDirectory directory, params DatabaseSetting[] databases) => new()
    {
        DataDirectory = directory.Combine("data"),
        Arguments = [.. DatabaseSetting.Arguments(databases), .. LivelyKeymap.Arguments],
    };

    /// <summary>Writers run until the database owns nothing.</summary>
    private static async Task DrainAsync(StandaloneProcess standalone, List<RandomWriter> writers)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = writers.Select(writer => Task.Run(() => writer.WriteUntilFailureAsync(stop.Token), stop.Token)).ToList();
        await Wait.UntilAsync("b is drained", Patience, () => Task.FromResult(running.Any(task => task.IsCompleted) || standalone.Output.Contains("The databases b are drained")), standalone);
        await Wait.UntilAsync("b has no partition", Patience, async () => await LivelyKeymap.PartitionsOfAsync(standalone, "b") == 0, standalone);
        await stop.CancelAsync();
        foreach (var failure in await Task.WhenAll(running))
            Assert.True(failure is OperationCanceledException, $"A write failed while the database was drained: {failure}\n{standalone.Output}");
    }

    /// <summary>The last numbers of splits and moves before the process is gone.</summary>
    private static async Task<(double Splits, double Moves)> MeasureUntilGoneAsync(StandaloneProcess standalone)
    {
        var (splits, moves) = (0.0, 0.0);
        try
        {
            while (true)
            {
                (splits, moves) = (await LivelyKeymap.AppliedAsync(standalone, "split"), await LivelyKeymap.MovesAsync(standalone));
                await Task.Delay(TimeSpan.FromMilliseconds(200), Token);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return (splits, moves);
        }
    }

    private static void AssertNone(IReadOnlyList<string> violations, int seed, int round, StandaloneProcess standalone) =>
        Assert.True(
            violations.Count == 0,
            string.Create(CultureInfo.InvariantCulture, $"seed {seed}, after kill {round}:\n{string.Join('\n', violations.Take(20))}\n{standalone.Output}"));
}
