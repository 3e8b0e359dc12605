using Spectre.Console;

namespace ObjectStore.Cli.Output;

/// <summary>A table without markup, so that no key can be taken for any.</summary>
internal sealed class TextTable
{
    /// <summary>Between columns: nine of them fit into 80 characters.</summary>
    private const int GapColumns = 2;

    private readonly Table _table = new() { Border = TableBorder.None };

    /// <summary>Columns by their headings; those that begin with <c>&gt;</c> are flush right.</summary>
    public TextTable(params ReadOnlySpan<string> headings)
    {
        foreach (var heading in headings)
        {
            var isNumber = heading.StartsWith('>');
            var column = new TableColumn(new Text(isNumber ? heading[1..] : heading)) { Padding = new Padding(0, 0, GapColumns, 0) };
            _table.AddColumn(isNumber ? column.RightAligned().NoWrap() : column);
        }
    }

    public void Add(params ReadOnlySpan<string> cells)
    {
        var texts = new List<Text>();
        foreach (var cell in cells) texts.Add(new Text(cell));
        _table.AddRow(texts);
    }

    public void WriteTo(IAnsiConsole console) => console.Write(_table);
}
