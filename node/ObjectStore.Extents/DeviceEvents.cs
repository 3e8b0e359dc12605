using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Appending;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Reading;

namespace ObjectStore.Extents;

/// <summary>Turns what the parts of a device tell of into metrics, log lines and wake-ups of maintenance.</summary>
internal sealed partial class DeviceEvents(DeviceId device, ExtentsMetrics metrics, TimeProvider time, ILogger logger) : IAppenderEvents, IReadEvents
{
    private static readonly KeyValuePair<string, object?> PutTag = new("operation", "put");
    private static readonly KeyValuePair<string, object?> DeleteTag = new("operation", "delete");
    private static readonly KeyValuePair<string, object?> MoveTag = new("operation", "move");
    private static readonly KeyValuePair<string, object?> Succeeded = new("outcome", "success");
    private static readonly KeyValuePair<string, object?> Failed = new("outcome", "failure");
    private static readonly KeyValuePair<string, object?> FromMemory = new("source", "memory");
    private static readonly KeyValuePair<string, object?> FromDisk = new("source", "disk");

    private long _appendedBytes;
    private long _lastAppendAt = time.GetTimestamp();

    /// <summary>What maintenance wants to be woken by: an extent was opened, space ran out, or enough was appended.</summary>
    public Action? Wake { get; set; }

    public long Timestamp => time.GetTimestamp();

    /// <summary>Bytes appended since the device was opened.</summary>
    public long AppendedBytes => Volatile.Read(ref _appendedBytes);

    /// <summary>How long nothing has been appended.</summary>
    public TimeSpan Idle => time.GetElapsedTime(Volatile.Read(ref _lastAppendAt));

    public void BatchStored(long startedAt, int bytes, int records)
    {
        Volatile.Write(ref _appendedBytes, _appendedBytes + bytes);
        Volatile.Write(ref _lastAppendAt, time.GetTimestamp());
        metrics.BatchDuration.Record(time.GetElapsedTime(startedAt).TotalSeconds);
        metrics.BatchRecords.Record(records);
        metrics.WrittenBytes.Add(bytes);
    }

    public void Completed(AppendKind kind, long enqueuedAt, bool succeeded)
    {
        var operation = kind switch { AppendKind.Put => PutTag, AppendKind.Delete => DeleteTag, _ => MoveTag };
        metrics.AppendDuration.Record(time.GetElapsedTime(enqueuedAt).TotalSeconds, operation, succeeded ? Succeeded : Failed);
    }

    public void ExtentOpened(uint number)
    {
        Log.ExtentOpened(logger, device, number);
        Wake?.Invoke();
    }

    public void ExtentAbandoned(uint number, DeviceIoException exception)
    {
        metrics.Failures.Add(1);
        Log.ExtentAbandoned(logger, exception, device, number);
        Wake?.Invoke();
    }

    public void NoSpace() => Wake?.Invoke();

    public void TurnedReadOnly(DeviceIoException exception)
    {
        metrics.Failures.Add(1);
        Log.TurnedReadOnly(logger, exception, device);
    }

    public void ReadFinished(long startedAt, int bytes, bool wasCached, StorageException? error)
    {
        metrics.ReadDuration.Record(time.GetElapsedTime(startedAt).TotalSeconds, wasCached ? FromMemory : FromDisk, error is null ? Succeeded : Failed);
        if (error is null) metrics.ReadBytes.Add(bytes);
    }

    public void DamageFound(FragmentId id)
    {
        metrics.DamagedReads.Add(1);
        Log.DamageFound(logger, device, id);
    }
}
