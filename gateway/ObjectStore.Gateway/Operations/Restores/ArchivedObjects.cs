using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Restores;

/// <summary>Which objects are archived, and what answers say of their restoration. Thread-safe.</summary>
internal sealed class ArchivedObjects(StorageClassTable classes, TimeProvider time)
{
    /// <summary>What clients write into the header of listings to be told of restorations.</summary>
    private const string RestoreStatus = "RestoreStatus";

    /// <summary>Whether an object is of a class that is read only after it has been restored.</summary>
    public bool IsArchived(ObjectRecord record) => classes.IsArchive(record.StorageClass);

    /// <summary>The error of who would read the bytes of an object that is archived and not restored; null for all others, and for replication.</summary>
    public S3Error? CheckRead(S3Context context, ObjectRecord record)
    {
        if (!IsArchived(record) || IsRestored(record)) return null;
        if (context.Caller.IsAdmin && context.Header(AmzHeaders.ReplicaRead) is "true") return null;
        return new S3Error(S3ErrorCode.InvalidObjectState) { Fields = [new("StorageClass", record.StorageClass!)] };
    }

    /// <summary>Says in the answer that an object is being restored, or until when it is.</summary>
    public void AddHeader(S3Context context, ObjectRecord record)
    {
        if (record.Restore is not { } restore) return;
        if (restore.Until is not { } until) context.Response.Headers[AmzHeaders.Restore] = "ongoing-request=\"true\"";
        else if (IsRestored(record)) context.Response.Headers[AmzHeaders.Restore] = $"ongoing-request=\"false\", expiry-date=\"{HttpDate.Format(until)}\"";
    }

    /// <summary>Whether a listing is to tell of restorations; the error of a header that asks for something else.</summary>
    public static S3Error? TryParseOptional(S3Context context, out bool hasRestoreStatus)
    {
        hasRestoreStatus = false;
        if (context.Header(AmzHeaders.OptionalObjectAttributes) is not { } asked) return null;
        foreach (var name in asked.Split(',', StringSplitOptions.TrimEntries))
        {
            if (name != RestoreStatus) return InvalidArgumentError.Of("Invalid attribute name specified.", AmzHeaders.OptionalObjectAttributes, asked);
        }

        hasRestoreStatus = true;
        return null;
    }

    /// <summary>The element of a listing about the restoration of an object, where there is one.</summary>
    public static void Write(S3XmlWriter xml, StoredRestore? restore)
    {
        if (restore is null) return;
        xml.Start("RestoreStatus"u8);
        xml.Element("IsRestoreInProgress"u8, restore.Until is null);
        if (restore.Until is { } until) xml.Element("RestoreExpiryDate"u8, until);
        xml.End("RestoreStatus"u8);
    }

    private bool IsRestored(ObjectRecord record) => record.Restore is { Until: { } until } && until > time.GetUtcNow();
}
