// Of the simulated WhatsApp Web: ids, and models and collections that tell of their changes, as the real page has them.
(() => {
  class Emitter {
    #listeners = [];
    on(names, listener) {
      for (const name of names.split(' ')) this.#listeners.push({ name, listener });
    }
    once(names, listener) {
      const heard = (...args) => {
        this.off(names, heard);
        listener(...args);
      };
      this.on(names, heard);
    }
    off(names, listener) {
      const gone = names.split(' ');
      this.#listeners = this.#listeners.filter(
        (one) => one.listener !== listener || !gone.includes(one.name),
      );
    }
    trigger(name, ...args) {
      for (const one of [...this.#listeners]) if (one.name === name) one.listener(...args);
    }
  }

  class Model extends Emitter {
    /** @param {object} attributes @param {Emitter} [collection] hears what happens to its models. */
    constructor(attributes, collection) {
      super();
      Object.assign(this, attributes);
      Object.defineProperty(this, 'collection', { value: collection, enumerable: false });
    }
    set(attributes) {
      const changed = Object.entries(attributes).filter(([name, value]) => this[name] !== value);
      const before = { ...this };
      Object.assign(this, attributes);
      for (const [name, value] of changed)
        for (const hears of [this, this.collection])
          hears?.trigger(`change:${name}`, this, value, before[name]);
      if (changed.length > 0) this.collection?.trigger('change', this);
    }
    serialize() {
      return { ...this };
    }
  }

  class Collection extends Emitter {
    #models = new Map();
    /** Before all others where it `isEarlier`. */
    add(attributes, isEarlier = false) {
      const key = String(attributes.id);
      const there = this.#models.get(key);
      if (there) return there;
      const model = new Model(attributes, this);
      if (isEarlier) this.#models = new Map([[key, model], ...this.#models]);
      else this.#models.set(key, model);
      this.trigger('add', model);
      return model;
    }
    get(id) {
      return this.#models.get(String(id));
    }
    getModelsArray() {
      return [...this.#models.values()];
    }
  }

  class Wid {
    constructor(text) {
      const [user, server] = text.split('@');
      this.user = user;
      this.server = server;
      this._serialized = text;
    }
    toString() {
      return this._serialized;
    }
    isLid() {
      return this.server === 'lid';
    }
    isUser() {
      return this.server === 'c.us' || this.server === 'lid';
    }
    isGroup() {
      return this.server === 'g.us';
    }
    isStatus() {
      return this._serialized === 'status@broadcast';
    }
  }

  const createWid = (given) => {
    const text = String(given?._serialized ?? given);
    if (!/^[\w.-]+@(c\.us|lid|g\.us|broadcast|newsletter)$/.test(text)) throw new Error(`no wid: ${text}`);
    return new Wid(text);
  };

  class MsgKey {
    constructor({ to, id, selfDir, fromMe = selfDir === 'out' }) {
      this.fromMe = fromMe;
      this.remote = createWid(to);
      this.id = id;
      this._serialized = `${fromMe}_${this.remote}_${id}`;
    }
    toString() {
      return this._serialized;
    }
    static async newId() {
      const bytes = crypto.getRandomValues(new Uint8Array(9));
      return `3EB0${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`.toUpperCase();
    }
  }

  window.simulated = { Emitter, Model, Collection, MsgKey, createWid };
})();
