using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;

namespace ObjectStore.S3.Tests.Routing;

public class RequestTargetTests
{
    [Theory]
    [InlineData("/", null, null)]
    [InlineData("/b", "b", null)]
    [InlineData("/b/", "b", null)]
    [InlineData("/b/k", "b", "k")]
    [InlineData("/b//k", "b", "/k")]
    [InlineData("/b/../k", "b", "../k")]
    [InlineData("/b/a+b%2Bc", "b", "a+b+c")]
    [InlineData("/b/%E2%82%AC", "b", "€")]
    [InlineData("http://host:9000/b/k?x=1", "b", "k")]
    [InlineData("http://host", null, null)]
    [InlineData("http://host?x=/b/k", null, null)]
    [InlineData("http://host?x=1", null, null)]
    [InlineData("*", null, null)]
    public void TryParse_PathStyle_SplitsBucketAndKey(string raw, string? bucket, string? key)
    {
        var error = RequestTarget.TryParse(raw, "host", "s3.example.org", out var target);

        Assert.Null(error);
        Assert.Equal((bucket, key), (target.Bucket, target.Key?.ToString()));
    }

    [Theory]
    [InlineData("b.s3.example.org", "/k", "b", "k")]
    [InlineData("b.c.S3.Example.Org:9000", "/", "b.c", null)]
    [InlineData("s3.example.org", "/b/k", "b", "k")]
    [InlineData("xs3.example.org", "/b/k", "b", "k")]
    [InlineData("[::1]:9000", "/b/k", "b", "k")]
    public void TryParse_Host_DecidesOnTheStyle(string host, string raw, string? bucket, string? key)
    {
        Assert.Null(RequestTarget.TryParse(raw, host, "s3.example.org", out var target));

        Assert.Equal((bucket, key), (target.Bucket, target.Key?.ToString()));
    }

    [Theory]
    [InlineData("//k", S3ErrorCode.InvalidBucketName)]
    [InlineData("", S3ErrorCode.InvalidURI)]
    [InlineData("b/k", S3ErrorCode.InvalidURI)]
    [InlineData("/b/%", S3ErrorCode.InvalidURI)]
    [InlineData("/b/%C3", S3ErrorCode.InvalidURI)]
    [InlineData("/b/é", S3ErrorCode.InvalidURI)]
    [InlineData("/b?a=%FF", S3ErrorCode.InvalidURI)]
    [InlineData("/b?a=1&%61=2", S3ErrorCode.InvalidArgument)]
    public void TryParse_Unparsable_GivesTheError(string raw, S3ErrorCode code) =>
        Assert.Equal(code, RequestTarget.TryParse(raw, "host", null, out _)?.Code);

    [Fact]
    public void TryParse_Query_IsDecodedOnce()
    {
        RequestTarget.TryParse("/b?prefix=a+b%252F&empty&x==&&y=", "host", null, out var target);

        Assert.Equal(("a b%2F", "", "=", ""), (target.Query["prefix"], target.Query["empty"], target.Query["x"], target.Query["y"]));
        Assert.Null(target.Query["absent"]);
        Assert.True(target.Query.Has("empty"));
    }

    [Fact]
    public void TryParse_TooManyParameters_IsRefused()
    {
        var query = string.Join('&', Enumerable.Range(0, QueryParameters.CountMax + 1).Select(i => $"p{i}"));

        Assert.Equal(S3ErrorCode.InvalidArgument, RequestTarget.TryParse("/b?" + query, "host", null, out _)?.Code);
    }

    [Fact]
    public void TryParse_RandomText_NeverThrows()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        const string alphabet = "/%?&=+aZ09.é\u0001C3*:";

        for (var i = 0; i < 20_000; i++)
        {
            var text = new string(random.GetItems(alphabet.AsSpan(), random.Next(30)));
            RequestTarget.TryParse(text, text, "s3.example.org", out _);
        }
    }

    [Theory]
    [InlineData("GET", "/", S3Operation.ListBuckets)]
    [InlineData("HEAD", "/b?location", S3Operation.GetBucketLocation)]
    [InlineData("GET", "/b?list-type=2&x-id=1", S3Operation.ListObjectsV2)]
    [InlineData("PUT", "/b/k?partNumber=1&uploadId=a", S3Operation.UploadPart)]
    [InlineData("GET", "/b/k?partNumber=1", S3Operation.GetObject)]
    [InlineData("POST", "/b?delete", S3Operation.DeleteObjects)]
    [InlineData("OPTIONS", "/b/k", S3Operation.Preflight)]
    public void TryResolve_Request_FindsTheOperation(string method, string raw, S3Operation expected)
    {
        RequestTarget.TryParse(raw, "host", null, out var target);

        Assert.Null(RouteTable.TryResolve(method, target, hasCopySource: false, out var operation));
        Assert.Equal(expected, operation);
    }

    [Theory]
    [InlineData("/b/k?partNumber=1", false)]
    [InlineData("/b/k?partNumber", true)]
    public void TryResolve_PartWithoutUpload_IsRefused(string raw, bool hasCopySource)
    {
        RequestTarget.TryParse(raw, "host", null, out var target);

        Assert.Equal(S3ErrorCode.InvalidArgument, RouteTable.TryResolve("PUT", target, hasCopySource, out _)?.Code);
    }

    [Theory]
    [InlineData("PUT", "/b/k?versionId=null", false, "null")]
    [InlineData("PUT", "/b/k?versionId", false, "")]
    [InlineData("PUT", "/b/k?versionId=null", true, "null")]
    [InlineData("POST", "/b/k?uploads&versionId=x", false, "x")]
    [InlineData("PUT", "/b/k?uploadId=a&partNumber=1&versionId=x", false, "x")]
    [InlineData("PUT", "/b/k?uploadId=a&partNumber=1&versionId=", true, "")]
    [InlineData("POST", "/b/k?uploadId=a&versionId=x", false, "x")]
    [InlineData("POST", "/b?versionId=x", false, "x")]
    public void TryResolve_VersionOfWhatMakesOne_IsRefused(string method, string raw, bool hasCopySource, string version)
    {
        RequestTarget.TryParse(raw, "host", null, out var target);

        var error = RouteTable.TryResolve(method, target, hasCopySource, out _);

        Assert.Equal((S3ErrorCode.InvalidArgument, "This operation does not accept a version-id."), (error?.Code, error?.Message));
        Assert.Equal([new("ArgumentName", "versionId"), new("ArgumentValue", version)], error!.Fields);
    }

    [Theory]
    [InlineData("GET", "/b/k?uploads", false, S3ErrorCode.InvalidRequest)]
    [InlineData("GET", "/b/k?versions", false, S3ErrorCode.InvalidRequest)]
    [InlineData("GET", "/b/k", true, S3ErrorCode.InvalidArgument)]
    [InlineData("DELETE", "/b/k", true, S3ErrorCode.InvalidArgument)]
    [InlineData("POST", "/b/k?torrent", false, S3ErrorCode.NotImplemented)]
    [InlineData("DELETE", "/", false, S3ErrorCode.MethodNotAllowed)]
    [InlineData("HEAD", "/", false, S3ErrorCode.MethodNotAllowed)]
    [InlineData("PUT", "/b/k?uploadId=a", false, S3ErrorCode.MethodNotAllowed)]
    [InlineData("PUT", "/b/k?uploadId=a", true, S3ErrorCode.MethodNotAllowed)]
    public void TryResolve_WhatNoOperationIs_GivesTheErrorOfAws(string method, string raw, bool hasCopySource, S3ErrorCode code)
    {
        RequestTarget.TryParse(raw, "host", null, out var target);

        Assert.Equal(code, RouteTable.TryResolve(method, target, hasCopySource, out _)?.Code);
    }

    [Theory]
    [InlineData("/b/k", S3Operation.CopyObject)]
    [InlineData("/b/k?partNumber=1&uploadId=a", S3Operation.UploadPartCopy)]
    public void TryResolve_CopySource_FindsTheCopy(string raw, S3Operation expected)
    {
        RequestTarget.TryParse(raw, "host", null, out var target);

        RouteTable.TryResolve("PUT", target, hasCopySource: true, out var operation);

        Assert.Equal(expected, operation);
    }
}
