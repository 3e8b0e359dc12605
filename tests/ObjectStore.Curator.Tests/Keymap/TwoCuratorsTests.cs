using System.Globalization;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Jobs;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

/// <summary>Curators that do not know of each other, and clocks that lie: the rows decide.</summary>
[Trait("Category", "Model")]
public sealed class TwoCuratorsTests
{
    private const int RoundCount = 40;
    private const int RoundsMax = 400;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// Two curators plan and carry out at the same time, on threads of their own, while a gateway writes that learns of nothing but by being refused. One
    /// database drains now and then, and the clock jumps by hours, also while buckets are deleted. Whatever they decide, every acknowledged key is there.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_TwoCuratorsAtOnce_NothingIsLost(bool clockJumps)
    {
        var seed = Environment.GetEnvironmentVariable("OBJECTSTORE_TEST_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"OBJECTSTORE_TEST_SEED={seed}"));
        var random = new Random(seed);
        await using var scene = await KeymapScene.CreateAsync("a", "b", "c");
        var curators = new[] { scene.StartCurator(), scene.StartCurator() };
        var (splits, moves) = (0, 0);

        // With clocks that jump and curators that start anew, no load may have lasted in forty rounds.
        for (var round = 0; round < RoundCount || ((splits <= 2 || moves <= 2) && round < RoundsMax); round++)
        {
            // Rarely enough for a load to last between two jumps.
            var isJumping = clockJumps && random.Next(6) == 0;
            if (isJumping) scene.Time.SetClockWrong(TimeSpan.FromHours(random.Next(-48, 48)));
            var working = curators.Select(curator => Task.Run(() => RunAsync(curator), Cancel)).ToArray();
            var number = (ulong)round + 2;
            var deleting = Task.Run(() => scene.UseUpBucketAsync(number), Cancel);
            if (isJumping) scene.Time.SetClockWrong(TimeSpan.FromHours(random.Next(-48, 48)));
            await scene.WriteAsync("key-", 150, string.Create(CultureInfo.InvariantCulture, $"round {round}"));
            await deleting;
            await Task.WhenAll(working);
            await scene.PassAsync(KeymapScene.Round);
            if (random.Next(8) == 0)
            {
                scene.Declare(random.Next(2) == 0 ? ["a", "b!", "c"] : ["a", "b", "c"]);
                curators = [scene.StartCurator(), scene.StartCurator()];
            }

            var entries = await scene.Control.ListAsync(Cancel);
            (splits, moves) = (Math.Max(splits, entries.Count - 1), moves + entries.Count(static entry => entry.Database != "a"));
        }

        var keymap = KeymapScene.Describe(await scene.Control.ListAsync(Cancel));
        Assert.True(splits > 2 && moves > 2, string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {keymap}"));
        await scene.AssertWholeAsync();

        // What is left of all that is settled by one curator alone, and a database can be taken away.
        scene.Time.SetClockWrong(default);
        scene.Declare("a", "b!", "c!");
        await scene.RunUntilAsync(scene.StartCurator(), static entries => entries.All(static entry => entry.Database == "a" && entry.MoveTarget is null));
        scene.Declare("a");
        await scene.AssertWholeAsync();
    }

    private static async Task RunAsync(IServiceProvider curator)
    {
        foreach (var job in new[] { JobNames.Keymap, JobNames.Moves })
        {
            try
            {
                await KeymapScene.RunAsync(curator, job);
            }
            catch (StorageException exception) when (exception.Code is StorageErrorCode.StaleEpoch or StorageErrorCode.Overloaded)
            {
                // The other one was first; the next pass looks anew.
            }
        }
    }
}
