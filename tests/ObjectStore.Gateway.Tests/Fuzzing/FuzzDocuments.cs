using System.Text;

namespace ObjectStore.Gateway.Tests.Fuzzing;

/// <summary>Documents of configurations as clients send them, and what may become of them on the way.</summary>
internal static class FuzzDocuments
{
    private const int Deep = 4_000;
    private const int BytesMax = 128 << 10;

    /// <summary>A website with everything that one can have, but that it is elsewhere.</summary>
    public const string Website = "<WebsiteConfiguration><IndexDocument><Suffix>a</Suffix></IndexDocument><ErrorDocument><Key>k</Key></ErrorDocument><RoutingRules><RoutingRule><Condition><KeyPrefixEquals>dir/</KeyPrefixEquals><HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals></Condition><Redirect><Protocol>https</Protocol><HostName>www.example.com</HostName><ReplaceKeyPrefixWith>x/</ReplaceKeyPrefixWith><HttpRedirectCode>302</HttpRedirectCode></Redirect></RoutingRule></RoutingRules></WebsiteConfiguration>";

    /// <summary>A good document for a sub-resource.</summary>
    private static readonly Dictionary<string, string> Good = new(StringComparer.Ordinal)
    {
        ["acl"] = """<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Owner><ID>alice</ID></Owner><AccessControlList><Grant><Grantee xsi:type="CanonicalUser"><ID>bob</ID></Grantee><Permission>READ</Permission></Grant><Grant><Grantee xsi:type="Group"><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ_ACP</Permission></Grant></AccessControlList></AccessControlPolicy>""",
        ["policy"] = """{"Version":"2012-10-17","Id":"p","Statement":[{"Sid":"s","Effect":"Deny","Principal":{"AWS":["arn:aws:iam::bob:user/bob","*"]},"Action":["s3:DeleteObject","s3:Get*"],"Resource":["arn:aws:s3:::bucket/x/*"],"Condition":{"StringLikeIfExists":{"aws:Referer":["a*","${aws:username}"]},"NumericLessThan":{"s3:max-keys":"10"},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"},"DateGreaterThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"},"Bool":{"aws:SecureTransport":"true"}}}]}""",
        ["publicAccessBlock"] = "<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls></PublicAccessBlockConfiguration>",
        ["ownershipControls"] = "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>",
        ["encryption"] = "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>key</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>",
        ["cors"] = "<CORSConfiguration><CORSRule><ID>a</ID><AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>etag</ExposeHeader><MaxAgeSeconds>10</MaxAgeSeconds></CORSRule></CORSConfiguration>",
        ["lifecycle"] = "<LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status><Filter><And><Prefix>x/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag><ObjectSizeGreaterThan>1</ObjectSizeGreaterThan></And></Filter><Expiration><Days>10</Days></Expiration></Rule><Rule><Status>Enabled</Status><Filter/><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule></LifecycleConfiguration>",
        ["website"] = Website,
        ["logging"] = "<BucketLoggingStatus><LoggingEnabled><TargetBucket>bucket</TargetBucket><TargetPrefix>x/</TargetPrefix><TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource></PartitionedPrefix></TargetObjectKeyFormat></LoggingEnabled></BucketLoggingStatus>",
        ["inventory"] = "<InventoryConfiguration><Destination><S3BucketDestination><Bucket>arn:aws:s3:::bucket</Bucket><Format>CSV</Format><Prefix>p</Prefix><Encryption><SSE-S3/></Encryption></S3BucketDestination></Destination><IsEnabled>true</IsEnabled><Filter><Prefix>a/</Prefix></Filter><Id>a</Id><IncludedObjectVersions>All</IncludedObjectVersions><OptionalFields><Field>Size</Field></OptionalFields><Schedule><Frequency>Weekly</Frequency></Schedule></InventoryConfiguration>",
        ["tagging"] = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag><Tag><Key>l</Key><Value></Value></Tag></TagSet></Tagging>",
        ["requestPayment"] = "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>",
        ["versioning"] = "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Disabled</MfaDelete></VersioningConfiguration>",
        ["object-lock"] = "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>",
        ["retention"] = "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2030-01-31T00:00:00Z</RetainUntilDate></Retention>",
        ["legal-hold"] = "<LegalHold><Status>ON</Status></LegalHold>",
        ["restore"] = "<RestoreRequest><Days>1</Days><Description>d</Description><GlacierJobParameters><Tier>Standard</Tier></GlacierJobParameters></RestoreRequest>",
        ["delete"] = "<Delete><Quiet>false</Quiet><Object><Key>k</Key></Object><Object><Key>dir/a</Key><VersionId>null</VersionId></Object></Delete>",
        ["uploadId"] = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"d41d8cd98f00b204e9800998ecf8427e\"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>e</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part></CompleteMultipartUpload>",
        ["location"] = "<CreateBucketConfiguration><LocationConstraint>us-east-1</LocationConstraint></CreateBucketConfiguration>",
    };

    private static readonly string[] Names = [.. Good.Keys];

    private static readonly string[] Inserts =
        ["<!DOCTYPE a [<!ENTITY x \"y\">]>", "&x;", "&#0;", "<![CDATA[", "<!--", "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "\0", "\ufeff", "]]>", "<a/>", "\"", "{", "}", ",", "\\ud800", "null", "1e999"];

    /// <summary>A body for a request with these parameters: a good document most of the time, often damaged, else bytes.</summary>
    public static byte[] Of(IReadOnlyList<string> parameters, FuzzInput input)
    {
        var name = parameters.FirstOrDefault(Good.ContainsKey) ?? (input.OneIn(3) ? input.Pick(Names) : null);
        if (name is null) return [.. Encoding.UTF8.GetBytes(input.Value())];
        if (input.OneIn(10)) name = input.Pick(Names);
        var document = Good[name];
        for (var damages = input.OneIn(3) ? 0 : 1 + input.Below(3); damages > 0; damages--) document = Damage(document, input);
        var bytes = Encoding.UTF8.GetBytes(document);
        if (bytes.Length > 0 && input.OneIn(10)) bytes[input.Below(bytes.Length)] ^= (byte)(1 << input.Below(8));
        return bytes.Length > BytesMax ? bytes[..BytesMax] : bytes;
    }

    private static string Damage(string document, FuzzInput input)
    {
        var at = input.Below(document.Length + 1);
        var length = Math.Min(input.Below(60), document.Length - at);
        return input.Below(9) switch
        {
            0 => document.Remove(at, length),
            1 => document.Insert(at, document.Substring(at, length)),
            2 => document.Insert(at, string.Concat(Enumerable.Repeat(document.Substring(at, length), input.Below(400)))),
            3 => document[..at],
            4 => document.Insert(at, input.Pick(Inserts)),
            5 => document.Insert(at, string.Concat(Enumerable.Repeat(input.OneIn(2) ? "<a>" : "[", Deep))),
            6 => document.Insert(at, input.Value()),
            _ => ReplaceText(document, at, input),
        };
    }

    /// <summary>Puts another value in the place of the next text of an element or a string.</summary>
    private static string ReplaceText(string document, int at, FuzzInput input)
    {
        var begin = document.IndexOfAny(['>', '"'], at);
        var end = begin < 0 ? -1 : document.IndexOfAny(['<', '"'], begin + 1);
        return end < 0 ? document : string.Concat(document.AsSpan(0, begin + 1), input.Value(), document.AsSpan(end));
    }
}
