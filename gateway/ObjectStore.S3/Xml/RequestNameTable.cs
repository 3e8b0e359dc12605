using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>
/// The names of one document, bounded. Readers keep every name that occurs and every attribute of an element: many times the bytes of a document
/// that consists of nothing else.
/// </summary>
/// <remarks>
/// The reader asks for each name that it meets, elements and attributes, whether it is new or not; a caller says with
/// <see cref="NextNode"/> when it goes on. Used by one caller at a time.
/// </remarks>
internal sealed class RequestNameTable : XmlNameTable
{
    /// <summary>Longest name: more than any element of S3 has, and its namespace.</summary>
    private const int CharactersMax = 128;

    /// <summary>Most names of a document: those that the reader adds itself, the few of any request of S3, and as many again.</summary>
    private const int CountMax = 64;

    /// <summary>Most names of one node: an element with a handful of attributes and namespaces.</summary>
    private const int NodeCountMax = 32;

    private readonly NameTable _names = new();
    private int _count;
    private int _nodeCount;

    /// <summary>The reader goes on to another node.</summary>
    public void NextNode() => _nodeCount = 0;

    public override string Add(char[] array, int offset, int length)
    {
        CheckNode(length);
        return _names.Get(array, offset, length) ?? AddNew(new string(array, offset, length));
    }

    public override string Add(string array)
    {
        CheckNode(array.Length);
        return _names.Get(array) ?? AddNew(array);
    }

    public override string? Get(char[] array, int offset, int length) => _names.Get(array, offset, length);

    public override string? Get(string array) => _names.Get(array);

    private void CheckNode(int length)
    {
        if (length > CharactersMax) throw new XmlException("A name is too long.");
        if (++_nodeCount > NodeCountMax) throw new XmlException("An element has too many attributes.");
    }

    private string AddNew(string name)
    {
        if (++_count > CountMax) throw new XmlException("The document has too many names.");
        return _names.Add(name);
    }
}
