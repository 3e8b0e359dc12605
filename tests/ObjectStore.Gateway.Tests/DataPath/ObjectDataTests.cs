using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.DataPath;

public class ObjectDataTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 << 10)]
    [InlineData((64 << 10) + 1)]
    [InlineData(1 << 20)]
    [InlineData((4 << 20) - 1)]
    [InlineData(4 << 20)]
    [InlineData((4 << 20) + 1)]
    [InlineData((13 << 20) + 12345)]
    public async Task ReadAsync_AnyRange_GivesTheBytesThatWereWritten(int size)
    {
        using var fixture = new DataPathFixture();
        var bytes = RandomBytes(size);
        var random = new Random(size);

        var runs = await fixture.WriteAsync(bytes);

        Assert.Equal(size, runs.Sum(run => run.Bytes));
        Assert.True(runs.Count <= 1);
        Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, size));
        for (var i = 0; i < 20 && size > 0; i++)
        {
            var position = random.Next(size);
            var length = random.Next(1, size - position + 1);
            Assert.Equal(bytes.AsSpan(position, length).ToArray(), await fixture.ReadAsync(runs, position, length));
        }

        await AssertSettledAsync(fixture);
    }

    [Fact]
    public async Task ReadAsync_ManyDownloadsAtOnce_ReadsSmallerPieces()
    {
        using var fixture = new DataPathFixture(options: new DataPathOptions { ReadPieceBytes = 1 << 20, WriteTimeout = TimeSpan.FromMinutes(1) });
        var bytes = RandomBytes(4 << 20);
        var runs = await fixture.WriteAsync(bytes);
        Assert.Equal(5, await CountReadsAsync());
        var before = fixture.ReadCount;
        var stalled = Enumerable.Range(0, 64).Select(_ => new Pipe()).ToArray();

        var downloads = Array.ConvertAll(stalled, pipe => fixture.Data.ReadAsync(runs, 0, bytes.Length, pipe.Writer, TestContext.Current.CancellationToken).AsTask());
        await Wait.UntilAsync(() => fixture.ReadCount == before + stalled.Length);

        Assert.Equal(17, await CountReadsAsync());
        foreach (var pipe in stalled) await pipe.Reader.CompleteAsync();
        await Task.WhenAll(downloads);
        Assert.Equal(5, await CountReadsAsync());

        async Task<int> CountReadsAsync()
        {
            var before = fixture.ReadCount;
            Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
            return fixture.ReadCount - before;
        }
    }

    [Fact]
    public async Task ReadAsync_GroupYoungerThanTheMap_ReadsTheMapAnew()
    {
        using var fixture = new DataPathFixture();
        var bytes = RandomBytes(100_000);
        var run = Assert.Single(await fixture.WriteAsync(bytes));
        var map = fixture.Selector.Map;
        var group = map.FindGroup(run.Group)!;
        var young = new PlacementGroupId(map.Groups.Max(each => each.Id.Value) + 1);
        fixture.StoredMap = new ClusterMap(map.Epoch.Next, map.Devices, [.. map.Groups, group with { Id = young }]);

        var read = await fixture.ReadAsync([run with { Group = young }], 0, bytes.Length);

        Assert.Equal(bytes, read);
        Assert.Equal(map.Epoch.Next, fixture.Selector.Map.Epoch);
        var unknown = await Assert.ThrowsAsync<StorageException>(() => fixture.ReadAsync([run with { Group = new PlacementGroupId(young.Value + 1) }], 0, 1));
        Assert.Equal(StorageErrorCode.CorruptIndex, unknown.Code);
    }

    [Theory]
    [InlineData(0, 64 << 10, false)]
    [InlineData((256 << 10) - 1, 2, true)]
    [InlineData((1 << 20) - 1, 2, true)]
    [InlineData(0, (64 << 10) + 1, true)]
    [InlineData(0, 2 << 20, true)]
    public async Task ReadAsync_MoreThanOnePiece_FlushesAllOfIt(long position, int length, bool isFlushed)
    {
        // Fragments of the first object end every 256 KiB; a single piece is left to be sent with the end of the answer.
        using var fixture = new DataPathFixture();
        var runs = await fixture.WriteAsync(RandomBytes(position + length > 1 << 20 ? 4 << 20 : 1 << 20));
        var writer = new HoldingWriter();

        await fixture.Data.ReadAsync(runs, position, length, writer, TestContext.Current.CancellationToken);

        Assert.Equal(isFlushed ? length : 0, writer.FlushedBytes);
    }

    /// <summary>The destination belongs to the connection, which gives it to another one: no read may still write into it after the failure.</summary>
    [Fact]
    public async Task ReadAsync_GroupOfALaterStripeUnknown_FailsOnlyWhenTheReadUnderWayHasEnded()
    {
        using var fixture = new DataPathFixture();
        var runs = await fixture.WriteAsync(RandomBytes(1 << 20));
        StripeRun[] broken = [runs[0], runs[0] with { Group = new PlacementGroupId(uint.MaxValue) }];
        var gate = new TaskCompletionSource();
        foreach (var device in fixture.Devices) device.ReadGate = gate;

        var read = fixture.Data.ReadAsync(broken, 0, 2 << 20, new HoldingWriter(), TestContext.Current.CancellationToken).AsTask();

        Assert.False(read.IsCompleted);
        gate.SetResult();
        Assert.Equal(StorageErrorCode.CorruptIndex, (await Assert.ThrowsAsync<StorageException>(() => read)).Code);
    }

    [Fact]
    public async Task WriteAsync_LengthUnknown_StoresTheSame()
    {
        using var fixture = new DataPathFixture();
        var bytes = RandomBytes(9 << 20);

        var runs = await fixture.Data.WriteAsync(new ScriptedSource(bytes) { IsLengthKnown = false }, DataPathFixture.Owner, pool: null, TestContext.Current.CancellationToken);

        Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
    }

    [Fact]
    public async Task ReadAsync_AnyTwoDevicesGone_ReconstructsAndReports()
    {
        using var fixture = new DataPathFixture();
        var bytes = RandomBytes(5 << 20);
        var runs = await fixture.WriteAsync(bytes);
        for (var a = 0; a < 6; a++)
        {
            for (var b = a + 1; b < 6; b++)
            {
                fixture.Devices[a].ReadFailure = StorageErrorCode.CorruptFragment;
                fixture.Devices[b].ReadFailure = StorageErrorCode.FragmentNotFound;

                Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));

                fixture.Devices[a].ReadFailure = fixture.Devices[b].ReadFailure = null;
            }
        }

        Assert.NotEmpty(fixture.Damage);
        await AssertSettledAsync(fixture);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(1 << 20)]
    public async Task ReadAsync_DeviceRefusesAtOnce_ReadsOthers(int length)
    {
        using var fixture = new DataPathFixture();
        var bytes = RandomBytes(length);
        var runs = await fixture.WriteAsync(bytes);
        foreach (var device in fixture.Devices)
        {
            device.ReadRefusal = StorageErrorCode.Overloaded;
            Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
            device.ReadRefusal = null;
        }

        await AssertSettledAsync(fixture);
    }

    [Fact]
    public async Task ReadAsync_ThreeDevicesGone_IsTooFewFragments()
    {
        using var fixture = new DataPathFixture();
        var runs = await fixture.WriteAsync(RandomBytes(1 << 20));
        for (var i = 0; i < 3; i++) fixture.Devices[i].ReadFailure = StorageErrorCode.FragmentNotFound;

        var exception = await Assert.ThrowsAsync<StorageException>(() => fixture.ReadAsync(runs, 0, 1 << 20));

        Assert.Equal(StorageErrorCode.TooFewFragments, exception.Code);
        await AssertSettledAsync(fixture);
    }

    [Theory]
    [InlineData(StorageErrorCode.DeviceFailed)]
    [InlineData(StorageErrorCode.DeviceUnavailable)]
    [InlineData(StorageErrorCode.Overloaded)]
    public async Task ReadAsync_DisksOfTwoZonesCannotBeRead_IsToBeTriedAgain(StorageErrorCode failure)
    {
        using var fixture = new DataPathFixture();
        var bytes = RandomBytes(1 << 20);
        var runs = await fixture.WriteAsync(bytes);
        for (var i = 0; i < 4; i++) fixture.Devices[i].ReadFailure = failure;

        var exception = await Assert.ThrowsAsync<StorageException>(() => fixture.ReadAsync(runs, 0, bytes.Length));

        Assert.Equal(StorageErrorCode.DeviceUnavailable, exception.Code);
        for (var i = 0; i < 4; i++) fixture.Devices[i].ReadFailure = null;
        Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
        await AssertSettledAsync(fixture);
    }

    [Fact]
    public async Task WriteAsync_OneDeviceFails_StoresCopiesThatSurviveAnyZone()
    {
        using var fixture = new DataPathFixture();
        fixture.Devices[3].PutFailure = StorageErrorCode.DeviceFailed;
        var bytes = RandomBytes((6 << 20) + 5);

        var runs = await fixture.WriteAsync(bytes);

        Assert.All(runs, run => Assert.Equal(ErasureProfile.Replicated, run.Profile));
        for (var zone = 0; zone < 3; zone++)
        {
            SetZone(zone, StorageErrorCode.DeviceUnavailable);
            Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
            SetZone(zone, null);
        }

        void SetZone(int zone, StorageErrorCode? code) => fixture.Devices[zone * 2].ReadFailure = fixture.Devices[zone * 2 + 1].ReadFailure = code;
    }

    [Fact]
    public async Task WriteAsync_TwoZonesFail_IsRefusedAndLeavesNothing()
    {
        using var fixture = new DataPathFixture();
        for (var i = 0; i < 4; i++) fixture.Devices[i].PutFailure = StorageErrorCode.DeviceUnavailable;

        var exception = await Assert.ThrowsAsync<StorageException>(() => fixture.WriteAsync(RandomBytes(1 << 20)));

        Assert.Equal(StorageErrorCode.QuorumNotReached, exception.Code);
        Assert.Equal(0, fixture.FragmentCount);
        await AssertSettledAsync(fixture);
    }

    [Fact]
    public async Task WriteAsync_SourceFailsAtItsEnd_LeavesNothing()
    {
        using var fixture = new DataPathFixture();
        var failure = new InvalidOperationException("The digest differs.");

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await fixture.Data.WriteAsync(
            new ScriptedSource(RandomBytes(10 << 20)) { FailureAtEnd = failure }, DataPathFixture.Owner, pool: null, TestContext.Current.CancellationToken));

        Assert.Same(failure, thrown);
        Assert.Equal(0, fixture.FragmentCount);
        await AssertSettledAsync(fixture);
    }

    [Fact]
    public async Task WriteAsync_Cancelled_LeavesNothing()
    {
        using var fixture = new DataPathFixture();
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        fixture.Devices[0].PutGate = gate;
        var write = fixture.Data.WriteAsync(new ScriptedSource(RandomBytes(40 << 20)), DataPathFixture.Owner, pool: null, cancellation.Token).AsTask();

        await cancellation.CancelAsync();
        gate.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Assert.Equal(0, fixture.FragmentCount);
        await AssertSettledAsync(fixture);
    }

    [Fact]
    public async Task WriteAsync_SmallObjectAndSlowThirdCopy_IsAnsweredByQuorumAndKeepsTheBufferUntilTheCopyEnds()
    {
        using var fixture = new DataPathFixture();
        var gate = new TaskCompletionSource();
        fixture.Devices[0].PutGate = fixture.Devices[1].PutGate = gate;
        var bytes = RandomBytes(1000);

        var runs = await fixture.WriteAsync(bytes);

        Assert.Equal(2, fixture.FragmentCount);
        Assert.NotEqual(0, fixture.Pool.LeasedBytes);
        gate.SetResult();
        await AssertSettledAsync(fixture);
        Assert.Equal(3, fixture.FragmentCount);
        Assert.Equal(bytes, await fixture.ReadAsync(runs, 0, bytes.Length));
    }

    [Fact]
    public async Task WriteAsync_ThirdCopyFailsAfterTheQuorum_IsReportedForRepair()
    {
        using var fixture = new DataPathFixture();
        fixture.Devices[0].PutFailure = fixture.Devices[1].PutFailure = StorageErrorCode.DeviceFull;

        var runs = await fixture.WriteAsync(RandomBytes(1000));

        await AssertSettledAsync(fixture);
        await Wait.UntilAsync(() => fixture.Damage.Count == 1);
        Assert.Equal(runs[0].First, Assert.Single(fixture.Damage).Stripe);
    }

    [Fact]
    public async Task WriteAsync_SourceStillHashes_KeepsTheBuffer()
    {
        using var fixture = new DataPathFixture();
        var settled = new TaskCompletionSource();

        await fixture.Data.WriteAsync(new ScriptedSource(RandomBytes(5000)) { Settled = settled.Task }, DataPathFixture.Owner, pool: null, TestContext.Current.CancellationToken);

        Assert.NotEqual(0, fixture.Pool.LeasedBytes);
        settled.SetResult();
        await AssertSettledAsync(fixture);
    }

    [Fact]
    public async Task WriteAsync_ManyUploadsThroughASmallPool_AllEnd()
    {
        using var fixture = new DataPathFixture(poolBytes: 12 << 20);
        var bytes = RandomBytes(9 << 20);

        var runs = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => fixture.WriteAsync(bytes)));

        foreach (var run in runs) Assert.Equal(bytes, await fixture.ReadAsync(run, 0, bytes.Length));
        Assert.True(fixture.Pool.AllocatedBytes <= 12 << 20);
    }

    [Fact]
    public async Task OpenSource_StoredRange_IsASourceOfTheSameBytes()
    {
        using var fixture = new DataPathFixture();
        var bytes = RandomBytes(6 << 20);
        var runs = await fixture.WriteAsync(bytes);

        var copy = await fixture.Data.WriteAsync(
            fixture.Data.OpenSource(runs, 1000, 5_000_000), DataPathFixture.Owner, pool: null, TestContext.Current.CancellationToken);

        Assert.Equal(bytes.AsSpan(1000, 5_000_000).ToArray(), await fixture.ReadAsync(copy, 0, 5_000_000));
    }

    [Fact]
    public async Task DiscardAsync_StoredRuns_DeletesEveryFragment()
    {
        using var fixture = new DataPathFixture();
        var runs = await fixture.WriteAsync(RandomBytes(9 << 20));
        var small = await fixture.WriteWholeAsync(RandomBytes(10));

        await fixture.Data.DiscardAsync([.. runs, .. small]);

        Assert.Equal(0, fixture.FragmentCount);
    }

    private static byte[] RandomBytes(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Stragglers and releases end a moment after the answer.</summary>
    private static Task AssertSettledAsync(DataPathFixture fixture) => Wait.UntilAsync(() => fixture.Pool.LeasedBytes == 0);
}
