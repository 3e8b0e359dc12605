using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Replication;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Index.Objects;
using ObjectStore.Replication;
using Xunit;

namespace ObjectStore.Curator.Tests.Replication;

/// <summary>
/// Goal: two sites that replicate to each other come to have the same versions with the same tags, each once, whatever is killed and whatever fails, and every version says at its origin that
/// it is there. Method: random writes, delete markers and changes of tags at both, while curators are killed before and after their calls, sites refuse, or take a version and do not say so,
/// and outboxes have no room; the reference is the set of versions that were made, with the tags that were set at their origin last.
/// </summary>
[Trait("Category", "Model")]
public sealed class ReplicationModelTests
{
    private const int RoundCount = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Keys = ["a", "a/b", "b", "c"];

    [Fact]
    public async Task Sites_RandomSeed_BecomeTheSame()
    {
        var seed = Environment.GetEnvironmentVariable("OBJECTSTORE_TEST_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed} (OBJECTSTORE_TEST_SEED)");
        var random = new Random(seed);
        var time = new SteppedTimeProvider();
        using var left = new ReplicationSite(time);
        using var right = new ReplicationSite(time);
        var expected = new Dictionary<(string Key, VersionName Version), (int Site, string Tag)>();
        ReplicationSite[] sites = [left, right];
        for (var i = 0; i < sites.Length; i++)
        {
            var other = sites[1 - i];
            sites[i].Send = version => SendAsync(other, version, random);
            await sites[i].CreateBucketAsync();
        }

        for (var round = 0; round < RoundCount; round++)
        {
            for (var i = random.Next(6); i > 0; i--) await ChangeAsync(sites, random, expected, $"{round}.{i}");
            var site = sites[random.Next(sites.Length)];
            if (random.Next(6) == 0) await site.SetRoomAsync(random.Next(5), round);
            if (random.Next(3) == 0) site.RestartCurator(random.Next(1, 60), afterEffect: random.Next(2) == 0);
            foreach (var each in sites) await PassAsync(each, random.Next(5) == 0 ? JobNames.ReplicationWalk : JobNames.Replication);
            time.Advance(random.Next(10) == 0 ? TimeSpan.FromDays(2) : TimeSpan.FromSeconds(random.Next(1, 90)));
        }

        for (var i = 0; i < sites.Length; i++)
        {
            var other = sites[1 - i];
            sites[i].RestartCurator();
            sites[i].Send = async version =>
            {
                await other.TakeAsync(version);
                return null;
            };
            await sites[i].SetRoomAsync(1_000_000, RoundCount);
        }

        await DrainAsync(sites, time);
        for (var i = 0; i < sites.Length; i++) await CheckAsync(sites[i], i, expected);
        Assert.Equal((await left.ReadAllAsync()).Select(Place), (await right.ReadAllAsync()).Select(Place));
    }

    private static (ObjectKey, VersionName, bool) Place((ObjectKey Key, ObjectRecord Record, bool IsLatest) item) => (item.Key, item.Record.Name, item.IsLatest);

    /// <summary>A target that refuses, or takes the version and does not say so.</summary>
    private static async ValueTask<string?> SendAsync(ReplicationSite other, ReplicaVersion version, Random random)
    {
        var fate = random.Next(5);
        if (fate == 0) return "HTTP 503";
        await other.TakeAsync(version);
        return fate == 1 ? "it stood still" : null;
    }

    private static async Task ChangeAsync(ReplicationSite[] sites, Random random, Dictionary<(string Key, VersionName Version), (int Site, string Tag)> expected, string text)
    {
        var (at, key) = (random.Next(sites.Length), Keys[random.Next(Keys.Length)]);
        switch (random.Next(5))
        {
            case 0:
                expected.Add((key, await sites[at].DeleteAsync(key)), (at, ""));
                break;
            case 1 or 2 when expected.Where(pair => pair.Key.Key == key && pair.Value.Site == at).OrderBy(static pair => pair.Key.Version.Id).ToArray() is { Length: > 0 } known:
                var version = known[random.Next(known.Length)].Key;
                var update = new ObjectUpdate.SetTags([new("tag", text)]);
                var result = await sites[at].Gateway(ReplicationCause.Tags).UpdateAsync(ReplicationSite.Bucket.Id, ObjectKey.From(key), version.Version, update, default);
                if (result.Outcome == WriteOutcome.Applied) expected[version] = (at, text);
                break;
            default:
                expected.Add((key, await sites[at].PutAsync(key, text)), (at, ""));
                break;
        }
    }

    private static async Task PassAsync(ReplicationSite site, string job)
    {
        try
        {
            await site.RunAsync(job);
        }
        catch (KilledException)
        {
            site.RestartCurator();
        }
    }

    /// <summary>Until no version waits. What an outbox had no room for is found by the next walk.</summary>
    private static async Task DrainAsync(ReplicationSite[] sites, SteppedTimeProvider time)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var waits = false;
            foreach (var site in sites)
            {
                for (var i = 0; i < 20; i++)
                {
                    await site.RunAsync();
                    time.Advance(TimeSpan.FromSeconds(31));
                }

                await site.RunAsync(JobNames.ReplicationWalk);
                waits |= (await site.ReadAllAsync()).Any(static item => item.Record.Replication is null or { Waiting.Count: > 0 }) || await site.CountAsync() > 0;
            }

            if (!waits) return;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "Versions still wait.");
            time.Advance(TimeSpan.FromDays(2));
        }
    }

    private static async Task CheckAsync(ReplicationSite site, int number, Dictionary<(string Key, VersionName Version), (int Site, string Tag)> expected)
    {
        var all = await site.ReadAllAsync();
        Assert.Equal(expected.Count, all.Count);
        foreach (var (key, record, _) in all)
        {
            var (origin, tag) = expected[(key.ToString(), record.Name)];
            Assert.Equal(origin == number ? ReplicationStatus.Completed : ReplicationStatus.Replica, record.Replication!.Status);
            Assert.Equal(tag, record.Tags is [var only] ? only.Value : "");
        }
    }
}
