using ObjectStore.Extents.Devices;

namespace ObjectStore.Extents.Appending;

/// <summary>What the appender tells of: metrics, log lines, and work for maintenance. Called on the appender's thread; must not block.</summary>
internal interface IAppenderEvents
{
    /// <summary>Now, as TimeProvider.GetTimestamp gives it.</summary>
    long Timestamp { get; }

    void BatchStored(long startedAt, int bytes, int records);

    void Completed(AppendKind kind, long enqueuedAt, bool succeeded);

    void ExtentOpened(uint number);

    void ExtentAbandoned(uint number, DeviceIoException exception);

    void NoSpace();

    void TurnedReadOnly(DeviceIoException exception);
}
