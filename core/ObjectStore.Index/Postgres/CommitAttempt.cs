using Npgsql;
using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Postgres;

/// <summary>What is known of a group of commits that is being tried, over all attempts.</summary>
internal sealed class CommitAttempt(Deadline deadline)
{
    /// <summary>Until when it is tried.</summary>
    public Deadline Deadline => deadline;

    /// <summary>Set before the group is sent in an attempt.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether an attempt may have applied the group: then only an answer of the server ends it.</summary>
    public bool MayBeApplied { get; private set; }

    /// <summary>Whether the server had no room for the group's locks.</summary>
    public bool NeedsExclusive { get; private set; }

    /// <summary>Learns from a failure.</summary>
    public void Note(Exception exception)
    {
        if (IsSent && (!PostgresFailure.IsRefusal(exception) || exception is PostgresException { SqlState: PostgresFailure.AppliedBefore })) MayBeApplied = true;
        if (exception is PostgresException { SqlState: PostgresErrorCodes.OutOfMemory }) NeedsExclusive = true;
        IsSent = false;
    }

    /// <summary>Whether there is no use in a further attempt.</summary>
    public bool IsOver(Exception exception)
    {
        if (deadline.HasPassed) return true;
        if (MayBeApplied) return false;
        return exception is StorageException storage ? storage.Code != StorageErrorCode.IndexUnavailable : !PostgresFailure.IsTransient(exception);
    }

    /// <summary>What the callers get: unavailable when the group may have been applied, whatever the last attempt failed of.</summary>
    public StorageException FailureOf(Exception exception)
    {
        if (!MayBeApplied && exception is not OperationCanceledException) return PostgresFailure.Create(exception);
        return new StorageException(StorageErrorCode.IndexUnavailable, "The index cannot be reached, and it is not known whether the commit was applied.", exception);
    }
}
