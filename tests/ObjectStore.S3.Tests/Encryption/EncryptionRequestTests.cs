using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Encryption;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Tests.Encryption;

public sealed class EncryptionRequestTests
{
    private const string Method = "x-amz-server-side-encryption";
    private const string KeyId = "x-amz-server-side-encryption-aws-kms-key-id";
    private const string Context = "x-amz-server-side-encryption-context";
    private const string BucketKey = "x-amz-server-side-encryption-bucket-key-enabled";
    private const string Algorithm = "x-amz-server-side-encryption-customer-algorithm";
    private const string Key = "x-amz-server-side-encryption-customer-key";
    private const string Md5 = "x-amz-server-side-encryption-customer-key-MD5";

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(static value => (byte)value)];
    private static readonly string SecretText = Convert.ToBase64String(Secret);
#pragma warning disable CA5351 // The header is an MD5 by definition of S3.
    private static readonly string SecretMd5 = Convert.ToBase64String(MD5.HashData(Secret));
#pragma warning restore CA5351

    [Fact]
    public void TryParse_NoHeaders_AsksForNothing()
    {
        Assert.Null(Parse(out var parsed));
        Assert.Equal(RequestedEncryption.None, parsed.Kind);
    }

    [Fact]
    public void TryParse_EachKind_GivesAllFields()
    {
        Assert.Null(Parse(out var store, (Method, "AES256")));
        Assert.Null(Parse(out var service, (Method, "aws:kms"), (KeyId, "photos"), (Context, Base64("""{"a":"b","c":""}""")), (BucketKey, "true")));
        Assert.Null(Parse(out var plain, (Method, "aws:kms")));
        Assert.Null(Parse(out var customer, (Algorithm, "AES256"), (Key, SecretText), (Md5, SecretMd5)));

        Assert.Equal(RequestedEncryption.StoreKey, store.Kind);
        Assert.Equal((RequestedEncryption.KeyService, "photos", true), (service.Kind, service.KeyId, service.HasBucketKey));
        Assert.Equal("""{"a":"b","c":""}""", Encoding.UTF8.GetString(service.Context.Span));
        Assert.Equal((RequestedEncryption.KeyService, null, null), (plain.Kind, plain.KeyId, plain.HasBucketKey));
        Assert.Equal(RequestedEncryption.CustomerKey, customer.Kind);
        Assert.Equal(Secret, customer.CustomerKey!.Span.ToArray());
        Assert.DoesNotContain(SecretText, customer.CustomerKey.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<S3ErrorCode, string> Refused => new()
    {
        { S3ErrorCode.InvalidArgument, $"{Method}=aes:kms" },
        { S3ErrorCode.InvalidArgument, $"{Method}=" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aes256" },
        { S3ErrorCode.NotImplemented, $"{Method}=aws:kms:dsse" },
        { S3ErrorCode.InvalidArgument, $"{KeyId}=photos" },
        { S3ErrorCode.InvalidArgument, $"{Method}=AES256;{KeyId}=photos" },
        { S3ErrorCode.InvalidArgument, $"{Method}=AES256;{Context}=e30=" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aws:kms;{BucketKey}=yes" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aws:kms;{Context}=*" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aws:kms;{Context}={Base64("[]")}" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aws:kms;{Context}={Base64("""{"a":1}""")}" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aws:kms;{Context}={Base64("""{"a":{"b":"c"}}""")}" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aws:kms;{Context}={Base64("""{"a":"b"} x""")}" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aws:kms;{Context}={Base64("""{"a":"\ud800"}""")}" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aws:kms;{Context}={Convert.ToBase64String([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8])}" },
        { S3ErrorCode.InvalidArgument, $"{Method}=AES256;{Algorithm}=AES256;{Key}={SecretText};{Md5}={SecretMd5}" },
        { S3ErrorCode.InvalidArgument, $"{Method}=aws:kms;{Algorithm}=AES256;{Key}={SecretText};{Md5}={SecretMd5}" },
        { S3ErrorCode.InvalidArgument, $"{Key}={SecretText};{Md5}={SecretMd5}" },
        { S3ErrorCode.InvalidArgument, $"{Algorithm}=AES256" },
        { S3ErrorCode.InvalidArgument, $"{Algorithm}=AES256;{Key}={SecretText}" },
        { S3ErrorCode.InvalidArgument, $"{Algorithm}=AES256;{Md5}={SecretMd5}" },
        { S3ErrorCode.InvalidArgument, $"{Algorithm}=AES256;{Key}={SecretText};{Md5}=AAAAAAAAAAAAAAAAAAAAAA==" },
        { S3ErrorCode.InvalidArgument, $"{Algorithm}=AES256;{Key}={SecretText};{Md5}=x" },
        { S3ErrorCode.InvalidArgument, $"{Algorithm}=AES256;{Key}=c2hvcnQ=;{Md5}={SecretMd5}" },
        { S3ErrorCode.InvalidArgument, $"{Algorithm}=AES256;{Key}=*;{Md5}={SecretMd5}" },
        { S3ErrorCode.InvalidArgument, $"{Algorithm}=AES256;{Key}={Convert.ToBase64String(new byte[5000])};{Md5}={SecretMd5}" },
        { S3ErrorCode.InvalidEncryptionAlgorithmError, $"{Algorithm}=AES192;{Key}={SecretText};{Md5}={SecretMd5}" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void TryParse_WhatCannotBe_IsRefusedAndRepeatsNoKey(S3ErrorCode code, string headers)
    {
        var error = Parse(out var parsed, [.. headers.Split(';').Select(static pair => (pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]))]);

        Assert.Equal(code, error?.Code);
        Assert.Equal(RequestedEncryption.None, parsed.Kind);
        Assert.DoesNotContain(error!.Fields, static field => field.Value.Contains(SecretText, StringComparison.Ordinal));
    }

    [Fact]
    public void TryParse_CustomerKeyWithoutTls_NeedsTheSetting()
    {
        var request = RequestOf((Algorithm, "AES256"), (Key, SecretText), (Md5, SecretMd5));

        Assert.Equal(S3ErrorCode.InvalidRequest, EncryptionRequest.TryParse(request, allowsHttp: false, out _)?.Code);
        request.Scheme = "https";
        Assert.Null(EncryptionRequest.TryParse(request, allowsHttp: false, out _));
    }

    [Fact]
    public void TryParseSource_TakesItsOwnHeaders()
    {
        var request = RequestOf((Algorithm.Replace("amz-", "amz-copy-source-", StringComparison.Ordinal), "AES256"), (Key.Replace("amz-", "amz-copy-source-", StringComparison.Ordinal), SecretText), (Md5.Replace("amz-", "amz-copy-source-", StringComparison.Ordinal), SecretMd5));

        Assert.Null(CustomerKeyHeaders.TryParseSource(request, allowsHttp: true, out var source));
        Assert.Null(CustomerKeyHeaders.TryParse(request, allowsHttp: true, out var target));
        Assert.Equal(Secret, source!.Span.ToArray());
        Assert.Null(target);
    }

    [Theory]
    [InlineData(Method)]
    [InlineData(KeyId)]
    [InlineData(Context)]
    public void CheckRead_HeaderOfAWrite_IsRefused(string name)
    {
        Assert.Equal(S3ErrorCode.InvalidArgument, EncryptionRequest.CheckRead(new HeaderDictionary { [name] = "x" })?.Code);
        Assert.Null(EncryptionRequest.CheckRead(new HeaderDictionary { [Algorithm] = "x" }));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static S3Error? Parse(out EncryptionRequest parsed, params (string Name, string Value)[] headers) => EncryptionRequest.TryParse(RequestOf(headers), allowsHttp: true, out parsed);

    private static HttpRequest RequestOf(params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        foreach (var (name, value) in headers) request.Headers[name] = value;
        return request;
    }
}
