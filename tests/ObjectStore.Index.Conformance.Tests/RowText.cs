using System.Text;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Conformance;

/// <summary>Short ways to write rows and commits in tests.</summary>
internal static class RowText
{
    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static Commit Put(string key, string value, params CommitCondition[] conditions) => new(conditions, [new(Bytes(key), Bytes(value))], []);

    public static Commit Delete(string key, params CommitCondition[] conditions) => new(conditions, [], [Bytes(key)]);

    public static string Text(this Row row) => $"{Encoding.UTF8.GetString(row.Key.Span)}={Encoding.UTF8.GetString(row.Value.Span)}";
}
