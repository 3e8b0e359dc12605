using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Restores;

/// <summary>POST of an object's <c>restore</c>: asks for a copy of an archived version, which the curator makes, or changes when the one that is there expires.</summary>
/// <remarks>Source: Amazon S3 API reference, "RestoreObject", and user guide, "Working with archived objects".</remarks>
internal sealed class RestoreObject(
    ObjectLookup lookup, ArchivedObjects archived, EventAnnouncer events, DocumentBudget documents, TimeProvider time, IOptions<CalendarOptions> options) : IS3Operation
{
    /// <summary>Times that a version may change between the decision and the commit.</summary>
    private const int AttemptsMax = 4;

    private readonly LifecycleCalendar _calendar = new(options.Value.DayLength);

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (days, requestError) = await ReadAsync(context);
        if (requestError is not null) return requestError;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var (record, error) = await lookup.FindAsync(context);
            if (record is null) return error;
            if (TryDecide(record, days, out var decision) is { } refusal) return refusal;
            var outcome = await CommitAsync(context, record, decision.Restore);
            if (QuotaErrors.Of(outcome) is { } quotaError) return quotaError;
            if (outcome != WriteOutcome.Applied) continue;
            VersionIds.AddHeader(context, record);
            context.WriteEmpty(decision.IsNew ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
            return null;
        }

        return new S3Error(S3ErrorCode.ServiceUnavailable);
    }

    private async ValueTask<(int Days, S3Error? Error)> ReadAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(RestoreRequest.BytesMax, lease, context.Aborted);
        if (!RestoreRequest.TryParse(document, out var request)) return (0, new S3Error(S3ErrorCode.MalformedXML));
        if (request.IsSelect) return (0, new S3Error(S3ErrorCode.NotImplemented, "Queries over archived objects are not implemented."));
        if (request.Days is not { } days) return (0, new S3Error(S3ErrorCode.MalformedXML));
        return days > 0 ? (days, null) : (0, InvalidArgumentError.Of("Days must be a positive integer.", "Days", $"{days}"));
    }

    /// <summary>What the version is to say, or the error of one that cannot be restored.</summary>
    private S3Error? TryDecide(ObjectRecord record, int days, out RestoreDecision decision)
    {
        decision = default;
        if (!archived.IsArchived(record))
        {
            return new S3Error(S3ErrorCode.InvalidObjectState, "Restore is not allowed for the object's current storage class")
            {
                Fields = [new("StorageClass", record.StorageClass ?? S3.Http.ObjectHeaders.StandardStorageClass)],
            };
        }

        var now = time.GetUtcNow();
        if (record.Restore is not { } restore)
        {
            decision = new RestoreDecision(new StoredRestore(UploadId.New(now), days, Until: null, []), IsNew: true);
            return null;
        }

        if (restore.Until is null) return new S3Error(S3ErrorCode.RestoreAlreadyInProgress);
        decision = new RestoreDecision(restore with { Days = days, Until = _calendar.After(now, days) }, IsNew: false);
        return null;
    }

    private async ValueTask<WriteOutcome> CommitAsync(S3Context context, ObjectRecord record, StoredRestore restore)
    {
        var update = new ObjectUpdate.SetRestore(
            restore,
            found => (found.LastModified, found.StorageClass) == (record.LastModified, record.StorageClass) && StoredRestore.AreSame(found.Restore, record.Restore));

        // Not cut off by a client that goes away: an update happens or does not.
        var index = await events.IndexOfAsync(context);
        return (await index.UpdateAsync(context.Bucket.Id, context.Key, record.Name, update, CancellationToken.None)).Outcome;
    }
}
