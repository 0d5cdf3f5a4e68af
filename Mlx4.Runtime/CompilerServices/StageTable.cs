using System;
using System.Collections;
using System.Collections.Generic;
using System.ComponentModel;

namespace Mlx4.Runtime.CompilerServices;

/// <summary>The stages of one pipeline, in order. Generated code makes one for each pipeline; user code sees it as a list.</summary>
/// <remarks>A type of its own, so that the runtime's compiler, which knows the object behind a static property, reads a stage of it in one step.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StageTable : IReadOnlyList<StageInfo>
{
    private readonly StageInfo[] _stages;

    /// <summary>Makes a table.</summary>
    /// <param name="stages">The stages in order. The table keeps this array.</param>
    /// <exception cref="ArgumentNullException">There are none.</exception>
    public StageTable(params StageInfo[] stages) => _stages = stages ?? throw new ArgumentNullException(nameof(stages));

    /// <inheritdoc/>
    public int Count => _stages.Length;

    /// <inheritdoc/>
    /// <exception cref="IndexOutOfRangeException">There is no stage of this index.</exception>
    public StageInfo this[int index] => _stages[index];

    /// <inheritdoc/>
    public IEnumerator<StageInfo> GetEnumerator() => ((IEnumerable<StageInfo>)_stages).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
