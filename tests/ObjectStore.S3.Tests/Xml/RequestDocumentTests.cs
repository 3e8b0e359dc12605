using System.Text;
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
    public void DeleteObjects_LoneSurrogate_IsRefused() =>
        Assert.False(DeleteObjectsRequest.TryParse(Utf8("<Delete><Object><Key>&#xD800;</Key></Object></Delete>"), out _));

    [Fact]
    public void TryParse_MutatedDocuments_NeverThrow()
    {
        var seed = Environment.TickCount;
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        foreach (var document in new[] { Delete, Complete, "<CreateBucketConfiguration><LocationConstraint>x</LocationConstraint></CreateBucketConfiguration>" })
        {
            for (var i = 0; i < 3000; i++)
            {
                var bytes = Utf8(document);
                for (var change = random.Next(1, 6); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                var cut = bytes.AsMemory(0, random.Next(bytes.Length + 1));
                _ = DeleteObjectsRequest.TryParse(cut, out _);
                _ = CompleteMultipartUploadRequest.TryParse(cut, out _);
                _ = CreateBucketRequest.TryParse(cut, out _);
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

    [Fact]
    public void UrlText_Bytes_AreEscaped() => Assert.Equal("a/b%20%2B%C3%A9~", Encoding.ASCII.GetString(UrlText.Encode(Utf8("a/b +é~"))));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
