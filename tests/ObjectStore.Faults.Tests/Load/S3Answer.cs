using System.Text;

namespace ObjectStore.Faults.Tests.Load;

/// <summary>What came back.</summary>
/// <param name="Status">HTTP status; 0 when the connection broke before there was one or before the body had ended.</param>
/// <param name="Tag">The entity tag without quotes, or nothing.</param>
/// <param name="Body">All of the body.</param>
/// <param name="Problem">Why there is no status.</param>
internal sealed record S3Answer(int Status, string Tag, byte[] Body, string Problem)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>S3's code of the error; nothing when there is none, as in an answer to HEAD.</summary>
    public string ErrorCode => IsSuccess || Status == 0 ? "" : Element(Encoding.UTF8.GetString(Body), "Code");

    /// <summary>The text of the first element of that name; elements here hold no other ones.</summary>
    public static string Element(string xml, string name)
    {
        var start = xml.IndexOf($"<{name}>", StringComparison.Ordinal);
        if (start < 0) return "";
        start += name.Length + 2;
        return xml[start..xml.IndexOf($"</{name}>", start, StringComparison.Ordinal)];
    }

    public override string ToString() => Status == 0 ? Problem : $"{Status} {ErrorCode}".TrimEnd();
}
