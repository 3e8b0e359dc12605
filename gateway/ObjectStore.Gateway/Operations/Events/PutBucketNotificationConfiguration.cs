using Microsoft.AspNetCore.Http;
using ObjectStore.Events.Configuration;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Events;

/// <summary>PUT of a bucket's <c>notification</c>: replaces all configurations; none at all ends the notifications.</summary>
internal sealed class PutBucketNotificationConfiguration(DocumentBudget documents, BucketChanges changes, EventDestinations destinations) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(NotificationRequest.BytesMax, lease, context.Aborted);
        if (!NotificationRequest.TryParse(document, out var sent)) return new S3Error(S3ErrorCode.MalformedXML);
        if (NotificationCheck.TryMake(sent, await destinations.ReadAsync(context.Aborted), out var rules) is { } wrong) return wrong;
        var before = context.Configuration.Notifications;
        if (await StoreAsync(context, rules) is { } error) return error;
        if (!SkipsTests(context)) await destinations.TestAsync(context, Added(before, rules));
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    private ValueTask<S3Error?> StoreAsync(S3Context context, NotificationRules rules) => rules.Rules.Count == 0
        ? changes.RemoveAsync(context, BucketDocumentKind.Notifications)
        : changes.PutAsync(context, BucketDocumentKind.Notifications, NotificationDocument.Format(rules));

    /// <summary>The header spares destinations the test event. One that does not exist is refused all the same: nobody could ever say more of it.</summary>
    private static bool SkipsTests(S3Context context) => string.Equals(context.Header(AmzHeaders.SkipDestinationValidation), "true", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Added(NotificationRules? before, NotificationRules now) =>
        now.Rules.Select(static rule => rule.Destination).Distinct(StringComparer.Ordinal).Except(before?.Rules.Select(static rule => rule.Destination) ?? [], StringComparer.Ordinal);
}
