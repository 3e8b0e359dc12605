using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>Reads while members of a group change: what was stored before lies where it was until it is copied. Time stands still, so that nothing is hedged.</summary>
public sealed class FormerPlaceTests : IDisposable
{
    private const int Bytes = 1 << 18;
    private const int FragmentBytes = Bytes / 4;

    private readonly ManualTimeProvider _time = new();
    private readonly DataPathFixture _fixture;
    private readonly byte[] _bytes = new byte[Bytes];

    public FormerPlaceTests()
    {
        _fixture = new DataPathFixture(devicesPerZone: 3, time: _time);
        new Random(1).NextBytes(_bytes);
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task ReadAsync_FragmentNotCopiedYet_IsReadWhereItWasAndNothingIsRebuiltOrReported()
    {
        var run = await WriteAsync(_bytes);
        var (former, member) = Move(run, position: 1);

        Assert.Equal(_bytes, await _fixture.ReadAsync([run], 0, Bytes));

        Assert.Equal((1, 1), (former.ReadCount, member.ReadCount));
        Assert.Equal(5, _fixture.Devices.Sum(device => device.ReadCount));
        Assert.Empty(_fixture.Damage);
    }

    [Fact]
    public async Task ReadAsync_RangeOfAFragmentNotCopiedYet_ReadsThatRangeWhereItWas()
    {
        var run = await WriteAsync(_bytes);
        var (former, _) = Move(run, position: 2);

        Assert.Equal(_bytes[(2 * FragmentBytes + 17)..(2 * FragmentBytes + 1017)], await _fixture.ReadAsync([run], 2 * FragmentBytes + 17, 1000));

        Assert.Equal(1, former.ReadCount);
        Assert.Equal(2, _fixture.Devices.Sum(device => device.ReadCount));
    }

    [Fact]
    public async Task ReadAsync_SmallObjectNotCopiedYet_IsReadWhereItWas()
    {
        var run = await WriteAsync(_bytes[..1000]);
        for (var position = 0; position < 3; position++) Move(run, position);

        Assert.Equal(_bytes[..1000], await _fixture.ReadAsync([run], 0, 1000));

        Assert.Equal(2, _fixture.Devices.Sum(device => device.ReadCount));
        Assert.Empty(_fixture.Damage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_NewMemberDoesNotAnswer_ReadsWhereItWas(bool isGone)
    {
        var run = await WriteAsync(_bytes);
        var (former, member) = Move(run, position: 0);
        if (isGone) _fixture.Remove(member.Id);
        else member.ReadFailure = StorageErrorCode.DeviceUnavailable;

        Assert.Equal(_bytes[..1000], await _fixture.ReadAsync([run], 0, 1000));

        Assert.Equal(1, former.ReadCount);
        Assert.Equal(isGone ? 1 : 2, _fixture.Devices.Sum(device => device.ReadCount));
    }

    [Fact]
    public async Task ReadAsync_AtNeitherPlace_IsRebuiltAndReported()
    {
        var run = await WriteAsync(_bytes);
        var (former, _) = Move(run, position: 0);
        former.Fragments.Clear();

        Assert.Equal(_bytes, await _fixture.ReadAsync([run], 0, Bytes));

        Assert.Equal(new FragmentId(run.First, 0), Assert.Single(_fixture.Damage));
    }

    [Fact]
    public async Task ReadAsync_NewMemberIsDamaged_ReadsWhereItWasAndReportsIt()
    {
        var run = await WriteAsync(_bytes);
        var (former, member) = Move(run, position: 0);
        member.ReadFailure = StorageErrorCode.CorruptFragment;

        Assert.Equal(_bytes[..1000], await _fixture.ReadAsync([run], 0, 1000));

        Assert.Equal(1, former.ReadCount);
        Assert.Equal(new FragmentId(run.First, 0), Assert.Single(_fixture.Damage));
    }

    /// <summary>Of six fragments one is lost and one cannot be read, so that a rebuild needs the one that is moving.</summary>
    [Fact]
    public async Task ReadAsync_RebuildNeedsAFragmentNotCopiedYet_ReadsItWhereItWas()
    {
        var run = await WriteAsync(_bytes);
        _fixture.Remove(_fixture.DeviceOf(run, 0).Id);
        _fixture.DeviceOf(run, 5).ReadFailure = StorageErrorCode.DeviceUnavailable;
        var (former, _) = Move(run, position: 1);

        Assert.Equal(_bytes[..FragmentBytes], await _fixture.ReadAsync([run], 0, FragmentBytes));

        Assert.Equal(1, former.ReadCount);
        Assert.Empty(_fixture.Damage);
    }

    [Fact]
    public async Task ReadAsync_FormerDeviceHangs_IsRebuiltFromTheOthers()
    {
        var run = await WriteAsync(_bytes);
        var (former, _) = Move(run, position: 0);
        former.Hang();
        var read = _fixture.ReadAsync([run], 0, 1000);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(_bytes[..1000], await read.WaitAsync(Wait.Limit, TestContext.Current.CancellationToken));
        former.Wake();
    }

    private async Task<StripeRun> WriteAsync(byte[] bytes) => Assert.Single(await _fixture.WriteWholeAsync(bytes));

    /// <summary>Gives a position to a device of the same zone that the group did not use; its fragments stay where they are.</summary>
    private (ScriptedDevice Former, ScriptedDevice Member) Move(StripeRun run, int position)
    {
        var group = _fixture.Selector.Map.FindGroup(run.Group)!;
        var former = _fixture.DeviceOf(run, position);
        var zone = _fixture.Selector.Map.FindDevice(former.Id)!.Zone.Value;
        var member = _fixture.DevicesIn(zone).First(device => !group.Devices.Contains(device.Id));
        var changed = group with
        {
            Epoch = group.Epoch.Next,
            Devices = [.. group.Devices.Select((id, i) => i == position ? member.Id : id)],
            Moves = [.. group.Moves, new GroupMove(position, former.Id)],
        };
        _fixture.ChangeMap(map => new ClusterMap(map.Epoch, map.Devices, [.. map.Groups.Select(each => each.Id == group.Id ? changed : each)]));
        return (former, member);
    }
}
