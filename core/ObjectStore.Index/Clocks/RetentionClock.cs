using ObjectStore.Core.Clocks;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Index.Clocks;

/// <summary>Judges whether the time of a retention is over, which a process whose clock runs ahead must not decide alone. Thread-safe.</summary>
internal sealed class RetentionClock(IndexDatabases databases, TimeProvider time)
{
    private readonly SteadyClock _own = new(time);
    private readonly DatabaseClocks _databases = new(databases, time);

    /// <summary>What this machine shows.</summary>
    public DateTimeOffset GetUtcNow() => time.GetUtcNow();

    /// <summary>The earliest time that a clock shows which has a say: that of this machine, before it was set forward, and that of the database where the key lies.</summary>
    public async ValueTask<DateTimeOffset> ReadEarliestAsync(IndexDatabase database, CancellationToken cancellationToken)
    {
        var own = _own.GetUtcNow();
        return await _databases.ReadAsync(database, cancellationToken) is { } shown && shown < own ? shown : own;
    }
}
