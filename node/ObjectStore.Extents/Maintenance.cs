using ObjectStore.Core.Errors;
using ObjectStore.Extents.Appending;
using ObjectStore.Extents.Compaction;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Reading;
using ObjectStore.Extents.Recovery;

namespace ObjectStore.Extents;

/// <summary>What a device does on its own behind the requests: checkpoints and compaction, one step at a time, its disk waits on one thread.</summary>
/// <remarks>Every step may be cut off. A step that fails is tried again at the next turn.</remarks>
internal sealed partial class Maintenance : IDisposable
{
    /// <summary>How often it looks for work when nothing wakes it.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    /// <summary>A checkpoint follows this many times its own size in appended bytes, so that it adds at most an eighth to what is written.</summary>
    private const int CheckpointSpacing = 8;

    private readonly DeviceParts _parts;
    private readonly Appender _appender;
    private readonly DeviceEvents _events;
    private readonly CompactionPlanner _planner;
    private readonly Compactor _compactor;
    private readonly BlockingPool _pool;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Task _loop = Task.CompletedTask;

    /// <summary>What the last turn failed with; null when it did not.</summary>
    private string? _failure;
    private long _bytesAtCheckpoint;
    private long _checkpointLength;

    public Maintenance(DeviceParts parts, Appender appender, DeviceEvents events, RecoveredDevice recovered)
    {
        (_parts, _appender, _events) = (parts, appender, events);
        _pool = new BlockingPool(threads: 1, queueMax: 16, parts.Options.Scheduler);
        CheckpointPosition = recovered.CheckpointPosition;
        _planner = new CompactionPlanner(parts.Extents, parts.Live.Index, parts.Options);
        _compactor = new Compactor(parts, appender, _pool, events);

        // What was replayed now would be replayed again: it counts as appended since the last checkpoint.
        _bytesAtCheckpoint = recovered.Report.ReplayedRecords > 0 ? -parts.Options.CheckpointBytes : 0;
    }

    /// <summary>What the last durable checkpoint covers.</summary>
    public LogPosition CheckpointPosition { get; private set; }

    private SpacePressure Pressure => IsSpaceShort ? SpacePressure.Short : SpacePressure.None;

    private bool IsSpaceShort => !_parts.Extents.IsReserveWhole || _parts.Extents.UnallocatedBytes == 0;

    /// <summary>Whether deletes would soon find no room, with nothing left but what compaction needs.</summary>
    private bool IsRoomForDeletesShort => !_parts.Extents.HasRoomForDeletes && _appender.OpenBytesLeft < _parts.Options.ExtentBytes / 4;

    private long RoomForCompaction => _parts.Extents.RoomForCompaction(_appender.OpenBytesLeft);

    private long BytesSinceCheckpoint => _events.AppendedBytes - _bytesAtCheckpoint;

    /// <summary>Whether so much was appended since the last checkpoint that the next one is worth its bytes.</summary>
    private bool IsReplayLong => BytesSinceCheckpoint >= Math.Max(_parts.Options.CheckpointBytes, CheckpointSpacing * _checkpointLength);

    public void Start()
    {
        _events.Wake = () =>
        {
            if (_wake.CurrentCount == 0) TryWake();
        };
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Returns when the step under way has come to an end.</summary>
    public async Task StopAsync()
    {
        if (!_loop.IsCompleted) await _stopping.CancelAsync();
        await _loop;
        _pool.Stop();
    }

    /// <summary>Writes a checkpoint of the present state. Blocks for the disk.</summary>
    /// <exception cref="DeviceIoException">The old one is still in place.</exception>
    public void WriteCheckpoint(bool isClean)
    {
        var appended = _events.AppendedBytes;
        var (position, nextSequence) = _appender.Applied;
        _checkpointLength = _parts.Checkpoints.Write(position, nextSequence, isClean);
        (CheckpointPosition, _bytesAtCheckpoint) = (position, appended);
        _parts.Metrics.Checkpoints.Add(1);
    }

    /// <summary>Keeps room for the next checkpoint, as fragments become more. Blocks for the disk.</summary>
    /// <exception cref="DeviceIoException">Not for lack of space.</exception>
    public void KeepRoomForCheckpoint() => _parts.Checkpoints.KeepReserve();

    /// <summary>Compacts the extent that needs it most, if one does; whether it could be removed.</summary>
    /// <exception cref="StorageException">The copies could not be stored.</exception>
    public async Task<bool> CompactOneAsync(CancellationToken cancellationToken)
    {
        if (await CompactBestAsync(Pressure, cancellationToken)) return true;
        if (IsRoomForDeletesShort && await TryGiveUpOpenAsync() && await CompactBestAsync(SpacePressure.Short, cancellationToken)) return true;
        if (IsRoomForDeletesShort && await CompactBestAsync(SpacePressure.Critical, cancellationToken)) return true;
        _appender.BytesOfCompaction = 0;
        return false;
    }

    /// <summary>Compacts the extent with the most garbage of which that gains enough; whether it could be removed.</summary>
    private async Task<bool> CompactBestAsync(SpacePressure pressure, CancellationToken cancellationToken)
    {
        while (_planner.Choose(CheckpointPosition, pressure, RoomForCompaction) is { } extent)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var plan = await _pool.RunAsync(() => _planner.Plan(extent));
            if (!CompactionPlanner.IsUseful(extent, plan.CopyBytes, pressure, RoomForCompaction)) continue;
            var isGone = await _compactor.CompactAsync(extent, plan, pressure != SpacePressure.None, cancellationToken);
            if (isGone) Log.Compacted(_parts.Logger, _parts.Superblock.Device, extent.Number, plan.LiveBytes, extent.StoredBytes);
            return isGone;
        }

        return false;
    }

    /// <summary>Seals the open extent, with the last of the reserve, when most of it is garbage, and makes a checkpoint behind it, so that it can be compacted.</summary>
    private async Task<bool> TryGiveUpOpenAsync()
    {
        var room = _parts.Extents.RoomForCompaction(openBytesLeft: 0);
        if (_appender.Open is not { } open || !_planner.MayGiveUp(open, room)) return false;
        var plan = await _pool.RunAsync(() => _planner.Plan(open));
        if (!CompactionPlanner.IsWorthGivingUp(open, plan.CopyBytes, room)) return false;
        _appender.BytesOfCompaction = plan.CopyBytes;
        await _appender.SealAsync(open);
        return await CheckpointAsync();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _wake.Dispose();
    }

    private async Task RunAsync()
    {
        // A device that has failed stays read-only until it is opened again.
        while (!_stopping.IsCancellationRequested && !_appender.HasFailed)
        {
            try
            {
                await TurnAsync();
                if (_failure is not null) Log.StepsSucceed(_parts.Logger, _parts.Superblock.Device);
                _failure = null;
                _ = await _wake.WaitAsync(Turn, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whatever it is: a device that never compacts again fills up.
                Tell(exception);
                await Task.Delay(Turn, _parts.Time, CancellationToken.None);
            }
        }
    }

    /// <summary>It is tried every second, for as long as the disk is as it is: what stays as it was is told of once.</summary>
    private void Tell(Exception exception)
    {
        var failure = exception is StorageException storage ? storage.Code.ToString() : exception.GetType().Name;
        if (failure == _failure) Log.StepFailedAgain(_parts.Logger, exception, _parts.Superblock.Device);
        else Log.StepFailed(_parts.Logger, exception, _parts.Superblock.Device);
        _failure = failure;
    }

    private async Task TurnAsync()
    {
        if (_parts.Checkpoints.IsReserveShort) await KeepRoomForCheckpointAsync();
        if (IsCheckpointDue()) _ = await CheckpointAsync();
        while (await CompactOneAsync(_stopping.Token))
        {
            // After a bulk delete it goes on for hours, and so much would be replayed after a kill.
            _stopping.Token.ThrowIfCancellationRequested();
            if (_parts.Checkpoints.IsReserveShort) await KeepRoomForCheckpointAsync();
            if (IsReplayLong) _ = await CheckpointAsync();
        }

        _ = await _pool.RunAsync(_parts.Extents.TryFillReserve);
    }

    private Task<bool> CheckpointAsync() => _pool.RunAsync(() =>
    {
        WriteCheckpoint(isClean: false);
        return true;
    });

    private Task<bool> KeepRoomForCheckpointAsync() => _pool.RunAsync(() =>
    {
        KeepRoomForCheckpoint();
        return true;
    });

    private bool IsCheckpointDue()
    {
        if (BytesSinceCheckpoint == 0) return false;
        return IsReplayLong
            || _events.Idle >= _parts.Options.CheckpointIdle
            || (IsSpaceShort && CheckpointPosition.Extent < _appender.Applied.Position.Extent);
    }

    private void TryWake()
    {
        try
        {
            _ = _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it.
        }
    }
}
