using System.Globalization;
using Microsoft.AspNetCore.Http;
using ObjectStore.Core;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Index.Catalog;
using ObjectStore.Lifecycle;
using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Validation;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Lifecycle;

/// <summary>PUT of a bucket's <c>lifecycle</c>: replaces all rules. Those without a name get one.</summary>
internal sealed class PutBucketLifecycleConfiguration(DocumentBudget documents, BucketChanges changes, StorageClassTable classes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (TransitionMinimum.TryParse(context, out var minimum) is { } headerError) return headerError;
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(LifecycleRequest.BytesMax, lease, context.Aborted);
        if (!LifecycleRequest.TryParse(document, out var sent)) return new S3Error(S3ErrorCode.MalformedXML);
        if (LifecycleCheck.TryMake(sent, NewId, name => classes.Find(name) is not null, minimum, out var rules) is { } wrong) return wrong;
        if (await changes.PutAsync(context, BucketDocumentKind.Lifecycle, LifecycleDocument.Format(rules)) is { } error) return error;
        TransitionMinimum.AddHeader(context, rules);
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }

    private static string NewId() => string.Create(CultureInfo.InvariantCulture, $"{Chance.NextBits():x16}{Chance.NextBits():x16}");
}
