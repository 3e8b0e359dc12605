using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

public sealed class KeymapJobTests
{
    private const int UnreachableEvent = 6072;
    private const int DrainedEvent = 6073;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_HotPartition_SplitsIt()
    {
        await using var scene = await KeymapScene.CreateAsync("a");
        var curator = scene.StartCurator();

        await scene.RunUntilAsync(curator, static entries => entries.Count > 1);

        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task RunAsync_FirstOfAll_FinishesWhatWasCutOff()
    {
        await using var scene = await KeymapScene.CreateAsync("a");
        var control = new RecordingControl(scene.Control);

        await KeymapScene.RunAsync(scene.StartCurator(control), JobNames.Keymap);

        Assert.Equal(nameof(IKeymapControl.ReconcileAsync), control.Calls[0]);
    }

    [Fact]
    public async Task RunAsync_NewDatabase_FillsIt()
    {
        await using var scene = await KeymapScene.CreateAsync("a");
        await scene.RunUntilAsync(scene.StartCurator(), static entries => entries.Count >= 4);
        scene.Declare("a", "b");

        await scene.RunUntilAsync(scene.StartCurator(), static entries => entries.Count(static entry => entry.Database == "b") >= 2);

        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task RunAsync_DrainingDatabase_EmptiesItAndSaysSo()
    {
        await using var scene = await KeymapScene.CreateAsync("a", "b");
        await scene.RunUntilAsync(scene.StartCurator(), static entries => entries.Count(static entry => entry.Database == "b") >= 2);
        scene.Declare("a", "b!");
        var curator = scene.StartCurator();

        await scene.RunUntilAsync(curator, static entries => entries.All(static entry => entry.Database == "a" && entry.MoveTarget is null));
        await KeymapScene.RunAsync(curator, JobNames.Keymap);
        await KeymapScene.RunAsync(curator, JobNames.Keymap);

        Assert.Single(scene.Observations.Logged(LogLevel.Information), DrainedEvent);
        scene.Declare("a");
        await scene.AssertWholeAsync();
        await scene.RunUntilAsync(scene.StartCurator(), static entries => entries.Count > 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_DatabaseFails_IsLeftAloneAndTheRestGoesOn(bool isDown)
    {
        await using var scene = await KeymapScene.CreateAsync("a", "b");
        scene.Store("b").IsDown = isDown;
        scene.Store("b").IsFull = !isDown;
        var curator = scene.StartCurator();

        await scene.RunUntilAsync(curator, static entries => entries.Count >= 4);
        for (var round = 0; round < 10 && isDown; round++) await KeymapScene.RunJobsAsync(curator);

        Assert.All(await scene.Control.ListAsync(Cancel), static entry => Assert.Equal("a", entry.Database));
        Assert.Equal(isDown, scene.Observations.Logged(LogLevel.Warning).Contains(UnreachableEvent));
        (scene.Store("b").IsDown, scene.Store("b").IsFull) = (false, false);
        await scene.RunUntilAsync(curator, static entries => entries.Any(static entry => entry.Database == "b"));
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task RunAsync_DatabaseFailsWithPartitionsInIt_OnlyTheyWait()
    {
        await using var scene = await KeymapScene.CreateAsync("a", "b");
        var curator = scene.StartCurator();
        await scene.RunUntilAsync(curator, static entries => entries.Any(static entry => entry.Database == "b") && entries.Any(static entry => entry.Database == "a"));
        scene.Store("b").IsDown = true;

        var result = await KeymapScene.RunAsync(curator, JobNames.Keymap);
        var ofB = (await scene.Control.ListAsync(Cancel)).Where(static entry => entry.Database == "b").Select(static entry => entry.Epoch).ToArray();

        Assert.True(result.IsComplete);
        scene.Time.Advance(TimeSpan.FromHours(1));
        await KeymapScene.RunAsync(curator, JobNames.Keymap);
        Assert.Equal(ofB, (await scene.Control.ListAsync(Cancel)).Where(static entry => entry.Database == "b").Select(static entry => entry.Epoch));
        scene.Store("b").IsDown = false;
        await scene.AssertWholeAsync();
    }

    /// <summary>The move that was cut off left a row in the full database, which cannot be settled; the others must not wait for that.</summary>
    [Fact]
    public async Task RunAsync_FullDatabaseCannotBeSettled_TheRestGoesOn()
    {
        await using var scene = await KeymapScene.CreateAsync("a", "b");
        await scene.WriteAsync("key-", 50, "first");
        Assert.Equal(KeymapOutcome.Applied, await scene.Control.BeginMoveAsync(default, "b", Cancel));
        scene.Store("b").CommitsUntilFull = 1;
        await Assert.ThrowsAsync<StorageException>(async () => await scene.Control.CarryOutMoveAsync(default, Cancel));
        Assert.Equal(KeymapOutcome.Applied, await scene.Control.CancelMoveAsync(default, Cancel));

        await scene.RunUntilAsync(scene.StartCurator(), static entries => entries.Count > 1);

        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task RunAsync_OneDecisionFails_TheOthersAreApplied()
    {
        await using var scene = await KeymapScene.CreateAsync("a");
        await scene.WriteAsync("key-", 200, "first");
        Assert.Equal(KeymapOutcome.Applied, await scene.Control.SplitAsync(default, [Planned.At("key-0100")], Cancel));
        var control = new RecordingControl(scene.Control);
        control.BeforeSplit = () =>
        {
            control.BeforeSplit = null;
            throw new StorageException(StorageErrorCode.IndexUnavailable, "The test has switched the database off.");
        };

        await scene.RunUntilAsync(scene.StartCurator(control), static entries => entries.Count > 2);

        Assert.Null(control.BeforeSplit);
        await scene.AssertWholeAsync();
    }

    [Fact]
    public async Task RunAsync_ReportsOfKeys_CountEachOnce()
    {
        await using var scene = await KeymapScene.CreateAsync("a");
        var curator = scene.StartCurator();
        await scene.WriteAsync("key-", 20, "counted");
        await scene.PassAsync(KeymapScene.Round);
        await KeymapScene.RunAsync(curator, JobNames.Keymap);
        await scene.WriteAsync("more-", 5, "reported");
        await scene.PassAsync(KeymapScene.Round);

        for (var pass = 0; pass < 3; pass++) await KeymapScene.RunAsync(curator, JobNames.Keymap);

        Assert.Equal([25L], KeymapScene.LoadOf(curator).Partitions.Select(static partition => partition.Keys));
    }

    [Fact]
    public async Task RunAsync_ReportAfterTheClockWasSetBack_CountsToo()
    {
        await using var scene = await KeymapScene.CreateAsync("a");
        var curator = scene.StartCurator();
        await KeymapScene.RunAsync(curator, JobNames.Keymap);
        await scene.WriteAsync("key-", 20, "before");
        await scene.PassAsync(KeymapScene.Round);
        await KeymapScene.RunAsync(curator, JobNames.Keymap);
        scene.Time.SetClockWrong(TimeSpan.FromHours(-5));
        await scene.PassAsync(KeymapScene.Round);

        await scene.WriteAsync("more-", 5, "after");
        await scene.PassAsync(KeymapScene.Round);
        await KeymapScene.RunAsync(curator, JobNames.Keymap);

        Assert.Equal([25L], KeymapScene.LoadOf(curator).Partitions.Select(static partition => partition.Keys));
    }

    [Fact]
    public async Task RunAsync_CuratorRestarts_KnowsTheCountsStill()
    {
        await using var scene = await KeymapScene.CreateAsync("a");
        var before = scene.StartCurator();
        await scene.WriteAsync("key-", 1_100, "counted");
        await KeymapScene.RunAsync(before, JobNames.Keymap);
        await scene.PassAsync(KeymapScene.Round);
        await KeymapScene.RunAsync(before, JobNames.Keymap);
        await scene.WriteAsync("more-", 1_100, "reported");
        await scene.PassAsync(KeymapScene.Round);
        await KeymapScene.RunAsync(before, JobNames.Keymap);
        await scene.PassAsync(KeymapScene.Round);
        await KeymapScene.RunAsync(before, JobNames.Keymap);

        var after = scene.StartCurator();
        await KeymapScene.RunAsync(after, JobNames.Keymap);

        Assert.Equal(
            KeymapScene.LoadOf(before).Partitions.Select(static partition => partition.Keys),
            KeymapScene.LoadOf(after).Partitions.Select(static partition => partition.Keys));
        Assert.True(KeymapScene.LoadOf(after).Partitions.Sum(static partition => partition.Keys) >= 2_200);
    }

    [Theory]
    [InlineData(+2)]
    [InlineData(-2)]
    public async Task RunAsync_ReportOfAGatewayThatHasGone_IsRemoved(int hours)
    {
        await using var scene = await KeymapScene.CreateAsync("a");
        await scene.WriteAsync("key-", 5, "x");
        await scene.PassAsync(KeymapScene.Round, "gone");
        scene.Time.SetClockWrong(TimeSpan.FromHours(hours));
        await scene.WriteAsync("key-", 5, "y");
        await scene.PassAsync(KeymapScene.Round, "there");
        await scene.WriteAsync("key-", 5, "z");
        await scene.PassAsync(KeymapScene.Round, "there");

        await KeymapScene.RunAsync(scene.StartCurator(), JobNames.Keymap);

        Assert.Equal(["there"], (await scene.Heat.ListAsync(Cancel)).Select(static report => report.Reporter));
    }

    [Fact]
    public async Task RunAsync_ClockSetBackAfterAChange_GoesOnWithThePartition()
    {
        await using var scene = await KeymapScene.CreateAsync("a");
        await scene.WriteAsync("key-", 200, "first");
        scene.Time.SetClockWrong(TimeSpan.FromHours(10));
        Assert.Equal(KeymapOutcome.Applied, await scene.Control.SplitAsync(default, [Planned.At("key-0100")], Cancel));
        scene.Time.SetClockWrong(default);
        await scene.PassAsync(KeymapScene.Round);

        await scene.RunUntilAsync(scene.StartCurator(), static entries => entries.Count > 2, roundsMax: 20);
    }
}
