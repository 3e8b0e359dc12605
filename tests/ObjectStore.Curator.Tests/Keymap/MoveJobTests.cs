using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

public sealed class MoveJobTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_OneTargetDown_TheOtherMovesAreCarriedOut()
    {
        await using var scene = await SplitSceneAsync("a", "b", "c");
        await BeginAsync(scene, Planned.At("key-0010"), "b");
        await BeginAsync(scene, Planned.At("key-0020"), "c");
        scene.Store("b").IsDown = true;
        var curator = scene.StartCurator();

        var withoutB = await RunOrFailAsync(curator);
        scene.Store("b").IsDown = false;
        var withB = await RunOrFailAsync(curator);

        Assert.False(withoutB);
        Assert.True(withB);
        Assert.Equal(["a", "b", "c"], (await scene.Control.ListAsync(Cancel)).Select(static entry => entry.Database));
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task RunAsync_OneDatabaseDown_TheOthersForgetWhatMovedAway()
    {
        await using var scene = await SplitSceneAsync("a", "b", "c");
        await scene.Control.BeginMoveAsync(Planned.At("key-0020"), "c", Cancel);
        await scene.Control.CarryOutMoveAsync(Planned.At("key-0020"), Cancel);
        await scene.Control.BeginMoveAsync(Planned.At("key-0020"), "a", Cancel);
        await scene.Control.CarryOutMoveAsync(Planned.At("key-0020"), Cancel);
        scene.Store("b").IsDown = true;
        scene.Time.Advance(TimeSpan.FromHours(1));

        await RunOrFailAsync(scene.StartCurator());

        var left = await scene.Store("c").ScanAsync(new KeyRange("o"u8.ToArray(), "p"u8.ToArray()), 1, reverse: false, Cancel);
        Assert.Empty(left);
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task RunAsync_TargetTakenOutOfTheSettings_TakesTheMoveBack()
    {
        await using var scene = await SplitSceneAsync("a", "b");
        await BeginAsync(scene, Planned.At("key-0010"), "b");
        scene.Declare("a");

        await KeymapScene.RunJobsAsync(scene.StartCurator());

        Assert.All(await scene.Control.ListAsync(Cancel), static entry => Assert.Null(entry.MoveTarget));
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task RunAsync_ClockJumps_MovesAndForgetsStill()
    {
        await using var scene = await SplitSceneAsync("a", "b");
        var curator = scene.StartCurator();
        var (here, there) = ("a", "b");
        foreach (var hours in new[] { 0, 20, -30, 5, -100, 0 })
        {
            scene.Time.SetClockWrong(TimeSpan.FromHours(hours));
            await BeginAsync(scene, Planned.At("key-0010"), there);

            await KeymapScene.RunJobsAsync(curator);

            Assert.Equal(there, (await scene.Control.ListAsync(Cancel))[1].Database);
            (here, there) = (there, here);
            await scene.WriteAsync("key-", 30, $"at {hours}");
            await scene.AssertWholeAsync();
        }

        scene.Time.Advance(TimeSpan.FromDays(2));
        await KeymapScene.RunJobsAsync(curator);
        Assert.Equal(0, await scene.Control.DeleteDiscardedAsync(Cancel));
        await scene.AssertWholeAsync();
    }

    private static async Task<KeymapScene> SplitSceneAsync(params string[] databases)
    {
        var scene = await KeymapScene.CreateAsync(databases);
        await scene.WriteAsync("key-", 30, "first");
        Assert.Equal(KeymapOutcome.Applied, await scene.Control.SplitAsync(default, [Planned.At("key-0010"), Planned.At("key-0020")], Cancel));
        return scene;
    }

    private static async Task BeginAsync(KeymapScene scene, byte[] start, string target) =>
        Assert.Equal(KeymapOutcome.Applied, await scene.Control.BeginMoveAsync(start, target, Cancel));

    /// <summary>Whether the pass ended with everything done.</summary>
    private static async Task<bool> RunOrFailAsync(IServiceProvider curator)
    {
        try
        {
            return (await KeymapScene.RunAsync(curator, JobNames.Moves)).IsComplete;
        }
        catch (Core.Errors.StorageException)
        {
            return false;
        }
    }
}
