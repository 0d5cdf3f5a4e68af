using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Mlx4.Generators.Analysis.Paths;

/// <summary>
/// A map that never changes, in the order in which its keys were first set. A path holds few things, and there are many paths: for some dozens of
/// keys an array is looked through, and copied, faster than a tree is.
/// </summary>
internal sealed class SmallMap<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public static readonly SmallMap<TKey, TValue> Empty = new([]);

    private readonly Entry[] _entries;

    private SmallMap(Entry[] entries) => _entries = entries;

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        int index = _entries.Length == 0 ? -1 : IndexOf(key, key.GetHashCode());
        value = index < 0 ? default : _entries[index].Value;
        return index >= 0;
    }

    /// <summary>The map with a value for a key; the map itself, if the key has that already.</summary>
    public SmallMap<TKey, TValue> SetItem(TKey key, TValue value)
    {
        int hash = key.GetHashCode();
        int index = IndexOf(key, hash);
        if (index >= 0 && EqualityComparer<TValue>.Default.Equals(_entries[index].Value, value))
        {
            return this;
        }
        Entry[] entries = new Entry[index < 0 ? _entries.Length + 1 : _entries.Length];
        System.Array.Copy(_entries, entries, _entries.Length);
        entries[index < 0 ? _entries.Length : index] = new Entry(hash, key, value);
        return new SmallMap<TKey, TValue>(entries);
    }

    /// <summary>The map without a key.</summary>
    public SmallMap<TKey, TValue> Remove(TKey key)
    {
        int index = IndexOf(key, key.GetHashCode());
        if (index < 0)
        {
            return this;
        }
        Entry[] entries = new Entry[_entries.Length - 1];
        System.Array.Copy(_entries, entries, index);
        System.Array.Copy(_entries, index + 1, entries, index, entries.Length - index);
        return entries.Length == 0 ? Empty : new SmallMap<TKey, TValue>(entries);
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        foreach (Entry entry in _entries)
        {
            yield return new KeyValuePair<TKey, TValue>(entry.Key, entry.Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(TKey key, int hash)
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].Hash == hash && key.Equals(_entries[i].Key))
            {
                return i;
            }
        }
        return -1;
    }

    private readonly struct Entry(int hash, TKey key, TValue value)
    {
        public readonly int Hash = hash;
        public readonly TKey Key = key;
        public readonly TValue Value = value;
    }
}
