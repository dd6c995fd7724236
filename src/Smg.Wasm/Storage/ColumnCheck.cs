using Smg.Wasm.Contract;

namespace Smg.Wasm.Storage;

/// <summary>Says what is wrong with columns that must not be stored.</summary>
internal static class ColumnCheck
{
    /// <summary>The first fault of columns, as a sentence that quotes nothing of them; null when they have none.</summary>
    public static string? FindFault(IReadOnlyList<ExtraColumn> columns)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            string name = columns[i].Name;
            if (name.Length == 0)
            {
                return $"The name of column {i} is empty.";
            }

            if (name.Any(char.IsControl))
            {
                return $"The name of column {i} has a control character.";
            }
        }

        return null;
    }
}
