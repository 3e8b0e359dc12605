using System.Globalization;
using ObjectStore.Curator.Events;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Events.Configuration;
using Xunit;

namespace ObjectStore.Curator.Tests.Events;

/// <summary>
/// Goal: every event arrives at least once at each of its destinations, and the events of a key in their order, whatever is killed and whatever fails. Method: random changes while the curator
/// is killed before and after its calls, and destinations refuse, fail, or take an event without acknowledging it; the reference is the list of changes of each key. Repetitions are
/// taken out by the id of the event, as receivers do.
/// </summary>
[Trait("Category", "Model")]
public sealed class EventModelTests
{
    private const int RoundCount = 60;

    private static readonly string[] Keys = ["a", "a/b", "b", "c", "d"];
    private static readonly NotificationRule[] Rules = [EventScene.Rule("one"), EventScene.Rule("two", "a"), EventScene.Rule("three", "b")];

    [Fact]
    public async Task Deliveries_RandomSeed_AreWholeAndInOrder()
    {
        var seed = Environment.GetEnvironmentVariable("OBJECTSTORE_TEST_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed} (OBJECTSTORE_TEST_SEED)");
        var random = new Random(seed);
        using var scene = new EventScene(new ScriptedDestinations("one", "two", "three"), new EventOptions { PageRows = 4, KeysInParallel = 1, DeadAfter = TimeSpan.FromDays(30) });
        await scene.CreateBucketAsync(Rules);
        var expected = new Dictionary<(string Destination, string Key), List<string>>();
        var gate = new Lock();
        scene.Destinations.Failure = _ =>
        {
            lock (gate) return random.Next(5) == 0 ? "HTTP 503" : null;
        };

        for (var round = 0; round < RoundCount; round++)
        {
            for (var i = random.Next(8); i > 0; i--) await ChangeAsync(scene, random, expected, $"{round}.{i}");
            if (random.Next(3) == 0) scene.RestartCurator(random.Next(1, 40), afterEffect: random.Next(2) == 0);
            await PassAsync(scene);
            scene.Time.Advance(TimeSpan.FromSeconds(random.Next(4)));
        }

        scene.RestartCurator();
        scene.Destinations.Failure = static _ => null;
        await scene.RunUntilEmptyAsync();

        foreach (var ((destination, key), events) in expected)
        {
            var all = scene.Destinations.All.Where(each => each.Destination == destination && each.Key == key).ToArray();
            Assert.Equal(events, all.DistinctBy(static each => each.Id).Select(static each => each.ETag));
            CheckRepetitions(all);
        }

        Assert.All(scene.Destinations.All, each => Assert.Contains((each.Destination, each.Key), expected.Keys));
    }

    /// <summary>What arrives again is always the last event of its key before all that are new: nothing older comes after something newer.</summary>
    private static void CheckRepetitions(ScriptedDestinations.Received[] all)
    {
        for (var i = 1; i < all.Length; i++) Assert.True(string.CompareOrdinal(all[i - 1].Sequencer, all[i].Sequencer) <= 0 || IsRepetitionOfPage(all, i), $"{all[i].ETag} came after {all[i - 1].ETag}");
    }

    /// <summary>A walk that dies before its page is removed is begun again with the first event of the page.</summary>
    private static bool IsRepetitionOfPage(ScriptedDestinations.Received[] all, int i) => all.Take(i).Any(each => each.Id == all[i].Id);

    private static async Task ChangeAsync(EventScene scene, Random random, Dictionary<(string, string), List<string>> expected, string eTag)
    {
        var key = Keys[random.Next(Keys.Length)];
        await scene.PutAsync(key, eTag, Rules);
        foreach (var rule in Rules.Where(rule => key.StartsWith(rule.Prefix!, StringComparison.Ordinal)))
        {
            if (!expected.TryGetValue((rule.Destination, key), out var events)) expected.Add((rule.Destination, key), events = []);
            events.Add(eTag);
        }
    }

    private static async Task PassAsync(EventScene scene)
    {
        try
        {
            await scene.RunAsync();
        }
        catch (KilledException)
        {
            scene.RestartCurator();
        }
    }
}
