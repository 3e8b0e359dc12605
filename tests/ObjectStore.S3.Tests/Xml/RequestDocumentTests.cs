using System.Text;
using ObjectStore.S3.Body;
using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Tests.Xml;

public class RequestDocumentTests
{
    private const string Delete =
        "<?xml version=\"1.0\"?><Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><!-- c --><Quiet>true</Quiet>"
        + "<Object><Key>a&amp;b&#x1;</Key><VersionId>null</VersionId><ETag>\"e\"</ETag></Object><Object><Key> c </Key></Object></Delete>";

    private const string Complete =
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"x\"</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part></CompleteMultipartUpload>";

    [Fact]
    public void DeleteObjects_WholeDocument_IsRead()
    {
        Assert.True(DeleteObjectsRequest.TryParse(Utf8(Delete), out var request));

        Assert.True(request.IsQuiet);
        Assert.Equal(["a&b\u0001", " c "], request.Objects.Select(item => Encoding.UTF8.GetString(item.Key)));
        Assert.Equal(("null", "e"), (request.Objects[0].VersionId, request.Objects[0].ETag));
    }

    [Fact]
    public void CompleteMultipartUpload_WholeDocument_IsRead()
    {
        Assert.True(CompleteMultipartUploadRequest.TryParse(Utf8(Complete), out var parts));

        Assert.Equal(new CompletedPart(1, "x", "CRC32", "AAAAAA=="), Assert.Single(parts));
    }

    [Fact]
    public void CompleteMultipartUpload_MoreThanTenThousandParts_IsRefused()
    {
        static string Document(int count) => "<CompleteMultipartUpload>"
            + string.Concat(Enumerable.Range(1, count).Select(i => $"<Part><PartNumber>{i}</PartNumber><ETag>e</ETag></Part>")) + "</CompleteMultipartUpload>";

        Assert.True(CompleteMultipartUploadRequest.TryParse(Utf8(Document(10_000)), out _));
        Assert.False(CompleteMultipartUploadRequest.TryParse(Utf8(Document(10_001)), out _));
    }

    [Fact]
    public void DeleteObjects_ManyReferences_AreRead()
    {
        Assert.True(DeleteObjectsRequest.TryParse(Utf8($"<Delete><Object><Key>{string.Concat(Enumerable.Repeat("&amp;&lt;", 200))}</Key></Object></Delete>"), out var request));

        Assert.Equal(400, request.Objects[0].Key.Length);
    }

    /// <summary>What a reader would keep at many times its length is refused before it is kept.</summary>
    [Theory]
    [MemberData(nameof(GreedyNames))]
    public void DeleteObjects_NamesWithoutEnd_AreRefusedCheaply(string name)
    {
        var document = Utf8(name);
        Assert.False(DeleteObjectsRequest.TryParse(document, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(DeleteObjectsRequest.TryParse(document, out _));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, DocumentBudget.BytesPerDocumentByte * (long)document.Length);
    }

    public static TheoryData<string> GreedyNames => new()
    {
        $"<Delete{string.Concat(Enumerable.Range(0, 100_000).Select(i => $" a{i}=''"))}/>",
        $"<Delete{string.Concat(Enumerable.Repeat(" a=''", 100_000))}/>",
        $"<Delete><Object><Key>a</Key><Size>{string.Concat(Enumerable.Range(0, 100_000).Select(i => $"<a{i}/>"))}</Size></Object></Delete>",
        $"<Delete><Object><Key>a</Key><{new string('a', 1 << 20)}/></Object></Delete>",
        $"<Delete>{string.Concat(Enumerable.Repeat("<?a?>", 100_000))}</Delete>",
    };

    /// <summary>All that is allocated while a document is read, garbage included, stays below what is reserved for it.</summary>
    [Theory]
    [MemberData(nameof(GreedyDocuments))]
    public void TryParse_GreedyDocument_CostsLessThanIsReserved(string text)
    {
        var document = Utf8(text);
        Assert.True(TryParse(document));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(TryParse(document));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, DocumentBudget.BytesPerDocumentByte * (long)document.Length);
    }

    public static TheoryData<string> GreedyDocuments => new()
    {
        $"<Delete><Object><Key>{new string('k', 4_000_000)}</Key></Object></Delete>",
        $"<Delete>{string.Concat(Enumerable.Repeat("<Object><Key>k</Key></Object>", 1000))}</Delete>",
        $"<Delete>{string.Concat(Enumerable.Repeat($"<Object><Key>{new string('k', 1024)}</Key><VersionId>{new string('v', 2000)}</VersionId></Object>", 1000))}</Delete>",
        $"<Delete>{string.Concat(Enumerable.Repeat($"<Object><Key>{new string('\u20ac', 341)}</Key><ETag>{new string('e', 40)}</ETag></Object>", 1000))}</Delete>",
        $"<CompleteMultipartUpload>{string.Concat(Enumerable.Range(1, 10_000).Select(i => $"<Part><PartNumber>{i}</PartNumber><ETag>e</ETag></Part>"))}</CompleteMultipartUpload>",
        $"<CompleteMultipartUpload>{string.Concat(Enumerable.Range(1, 10_000).Select(i => $"<Part><ETag>{new string('e', 32)}</ETag><PartNumber>{i}</PartNumber><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part>"))}</CompleteMultipartUpload>",
    };

    private static bool TryParse(ReadOnlyMemory<byte> document) =>
        DeleteObjectsRequest.TryParse(document, out _) || CompleteMultipartUploadRequest.TryParse(document, out _);

    [Fact]
    public void DeleteObjects_LoneSurrogate_IsRefused() =>
        Assert.False(DeleteObjectsRequest.TryParse(Utf8("<Delete><Object><Key>&#xD800;</Key></Object></Delete>"), out _));

    [Fact]
    public void TryParse_MutatedDocuments_NeverThrow()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        foreach (var document in new[] { Delete, Complete, "<CreateBucketConfiguration><LocationConstraint>x</LocationConstraint><Tags><Tag><Key>k</Key><Value>v</Value></Tag></Tags></CreateBucketConfiguration>" })
        {
            for (var i = 0; i < 3000; i++)
            {
                var bytes = Utf8(document);
                for (var change = random.Next(1, 6); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                var cut = bytes.AsMemory(0, random.Next(bytes.Length + 1));
                _ = DeleteObjectsRequest.TryParse(cut, out _);
                _ = CompleteMultipartUploadRequest.TryParse(cut, out _);
                _ = CreateBucketRequest.TryParse(cut, out _, out _);
            }
        }
    }

    [Fact]
    public void Writer_ControlCharacters_AreReferences()
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("R"u8, hasNamespace: false);
        xml.Element("K"u8, "a\u0001\r\n<&>\"é");
        xml.End("R"u8);

        Assert.EndsWith("<R><K>a&#x01;&#x0D;&#x0A;&lt;&amp;&gt;&quot;é</K></R>", Encoding.UTF8.GetString(xml.Written.Span), StringComparison.Ordinal);
    }

    /// <summary>Documents are stored as they are written, and have to be read again whatever a client put into them.</summary>
    [Theory]
    [InlineData("&#xFFFF;")]
    [InlineData("a&#xFFFE;&#xFFFF;b&#xFFFE;")]
    [InlineData("&#x1;&#xD; &#x9;&#xA;x")]
    [InlineData("\uFF21\uFEFF\uE000\uFFFD\U0001FFFF\U0001F4A9")]
    public void Writer_WhateverWasRead_IsReadAgain(string sent)
    {
        Assert.True(BucketLoggingRequest.TryParse(Logging(sent), out var first));

        Assert.True(BucketLoggingRequest.TryParse(BucketLoggingRequest.Render(first.Rules).Written, out var again));

        Assert.Equal(first, again);

        static byte[] Logging(string prefix) => Utf8($"<BucketLoggingStatus><LoggingEnabled><TargetBucket>b</TargetBucket><TargetPrefix>{prefix}</TargetPrefix></LoggingEnabled></BucketLoggingStatus>");
    }

    [Fact]
    public void UrlText_Bytes_AreEscaped() => Assert.Equal("a/b%20%2B%C3%A9~", Encoding.ASCII.GetString(UrlText.Encode(Utf8("a/b +é~"))));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
