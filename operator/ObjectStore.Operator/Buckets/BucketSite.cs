using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Websites;
using ObjectStore.S3.Xml;

namespace ObjectStore.Operator.Buckets;

/// <summary>Websites of buckets as resources write them. Pure.</summary>
internal static class BucketSite
{
    /// <summary>Gives the error of a website that S3 refuses.</summary>
    public static S3Error? TryRead(BucketWebsite written, out byte[] document)
    {
        var website = new WebsiteConfiguration
        {
            RedirectAll = written.RedirectAllRequestsTo is { } all ? new WebsiteRedirectAll(all.HostName, all.Protocol) : null,
            IndexSuffix = written.IndexDocument,
            ErrorKey = written.ErrorDocument,
            Rules = [.. (written.RoutingRules ?? []).Select(RuleOf)],
        };
        document = WebsiteRequest.Render(website).Written.ToArray();
        if (website.Check() is { } error) return error;

        // What the schema of the document refuses, such as a redirect to nowhere.
        return document.Length <= WebsiteRequest.BytesMax && WebsiteRequest.TryParse(document, out _) ? null : new S3Error(S3ErrorCode.MalformedXML);
    }

    private static RoutingRule RuleOf(BucketRoutingRule rule) => new(
        rule.Condition is { } condition ? new RoutingCondition(condition.KeyPrefixEquals, condition.HttpErrorCodeReturnedEquals) : null,
        new RoutingRedirect
        {
            Protocol = rule.Redirect.Protocol,
            HostName = rule.Redirect.HostName,
            ReplaceKeyPrefixWith = rule.Redirect.ReplaceKeyPrefixWith,
            ReplaceKeyWith = rule.Redirect.ReplaceKeyWith,
            Status = rule.Redirect.HttpRedirectCode,
        });
}
