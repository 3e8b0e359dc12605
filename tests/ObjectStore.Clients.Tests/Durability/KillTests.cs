using System.Diagnostics;
using System.Globalization;

namespace ObjectStore.Clients.Tests.Durability;

/// <summary>Acknowledged means durable, whenever the process is killed.</summary>
[Trait("Category", "Integration")]
public sealed class KillTests
{
    private const string Bucket = "kill-test";
    private const int KillCount = 24;
    private const int KillsMax = 120;
    private const int AcknowledgedMin = KillCount * WriterCount;
    private const int WriterCount = 6;
    private const int SampleCount = 60;
    private static readonly TimeSpan MoreRoundsMax = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Writers run until the process is killed at a random moment. After each restart, every key that they touched
    /// holds its last acknowledged write, or the one that was under way, whole. In every fourth round the process is killed a
    /// second time while it starts. At the end all keys are read, and the listing is compared with them.
    /// </summary>
    [Fact]
    public async Task Kill_AtRandomMoments_LosesNothingAcknowledged()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var seed = TestSeed.Next();
        var random = new Random(seed);
        using var directory = new TemporaryDirectory("kill");
        await using var standalone = await StandaloneProcess.StartAsync(
            new StandaloneSettings { DataDirectory = directory.Combine("data") }, cancellationToken);
        using var client = S3Clients.Create(standalone);
        await client.PutBucketAsync(Bucket, cancellationToken);
        var writers = Enumerable.Range(0, WriterCount).Select(number => new RandomWriter(client, Bucket, number, random.Next())).ToList();
        var verifier = new StoreVerifier(client, Bucket);

        // A busy machine may come to few writes in that many rounds.
        var began = Stopwatch.GetTimestamp();
        for (var round = 1; round <= KillCount || (writers.Sum(writer => writer.AcknowledgedCount) <= AcknowledgedMin && round <= KillsMax && Stopwatch.GetElapsedTime(began) < MoreRoundsMax); round++)
        {
            await KillRound.RunAsync(standalone, writers, TimeSpan.FromMilliseconds(random.Next(50, 1_500)), cancellationToken);
            if (round % 4 == 0)
                await KillWhileStartingAsync(standalone, TimeSpan.FromMilliseconds(random.Next(600)), cancellationToken);
            await standalone.RestartAsync(cancellationToken);
            foreach (var writer in writers)
            {
                var older = writer.States.Keys.OrderBy(_ => random.Next()).Take(SampleCount / WriterCount);
                AssertNone(await verifier.VerifyAsync(writer, [.. writer.Unverified.Union(older)], cancellationToken), seed, round, standalone);
            }
        }

        foreach (var writer in writers)
            AssertNone(await verifier.VerifyAsync(writer, [.. writer.States.Keys], cancellationToken), seed, KillsMax, standalone);
        var expected = writers.SelectMany(writer => writer.States).Where(pair => pair.Value.Acknowledged is not null)
            .Select(pair => pair.Key).Order(StringComparer.Ordinal);
        Assert.Equal(expected, await verifier.ListAsync(cancellationToken));
        Report(writers);
    }

    private static async Task KillWhileStartingAsync(StandaloneProcess standalone, TimeSpan delay, CancellationToken cancellationToken)
    {
        standalone.Launch();
        await Task.Delay(delay, cancellationToken);
        await standalone.KillAsync();
    }

    private static void AssertNone(IReadOnlyList<string> violations, int seed, int round, StandaloneProcess standalone) =>
        Assert.True(
            violations.Count == 0,
            string.Create(CultureInfo.InvariantCulture, $"seed {seed}, after kill {round}:\n{string.Join('\n', violations.Take(20))}\n{standalone.Output}"));

    private static void Report(List<RandomWriter> writers)
    {
        var acknowledged = writers.Sum(writer => writer.AcknowledgedCount);
        var resumed = writers.Sum(writer => writer.ResumedCount);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{acknowledged} acknowledged writes, {resumed} uploads resumed"));
        Assert.True(acknowledged > AcknowledgedMin, "Too few writes were acknowledged for the test to mean anything.");
    }
}
